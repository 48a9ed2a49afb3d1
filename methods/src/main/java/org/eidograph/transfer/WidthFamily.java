// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.model.config.ConfigReader;
import org.eidograph.model.config.TransformerConfig;
import org.eidograph.theory.scaling.names.ModelDescription.Widths;
import tools.jackson.databind.node.ObjectNode;

/**
 * Models that differ in their width alone: with the hidden size grow the feed-forward size and the
 * numbers of heads, by one factor; head size, depth, vocabulary and all else stay.
 *
 * <p>The factor need not be whole, nor above 1: a family may be made from any of its members. Head
 * size stays because attention logits of a growing head would need a scale of their own.
 */
public final class WidthFamily {
  private final ObjectNode member;
  private final String origin;
  private final Widths widths;
  private final boolean gpt2;

  private WidthFamily(ObjectNode member, String origin) {
    this.member = member;
    this.origin = origin;
    TransformerConfig config = ConfigReader.read(member, origin);
    this.widths = ConfigDescription.of(config).widths();
    this.gpt2 = config.modelType().equals("gpt2");
  }

  /**
   * The family of a model.
   *
   * @param member its directory, or its configuration file
   * @throws BadInputException if the configuration is unusable
   */
  public static WidthFamily of(Path member) {
    Path file = Files.isDirectory(member) ? member.resolve("config.json") : member;
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(
          "a family of widths is made from a config.json, but %s is none; name the file or its directory"
              .formatted(file));
    }
    return new WidthFamily(Json.readObject(file), file.toString());
  }

  /** The width of the model that the family was made from. */
  public int width() {
    return widths.hiddenSize();
  }

  /** Width of a head, the same in every member. */
  public int headSize() {
    return widths.headSize();
  }

  /**
   * Members have the widths that are multiples of this one: every number of heads and the
   * feed-forward size are then whole.
   */
  public int smallestWidth() {
    int whole = widths.hiddenSize();
    for (int length : List.of(widths.feedForwardSize(), widths.heads(), widths.keyValueHeads())) {
      whole = greatestDivisor(whole, length);
    }
    return widths.hiddenSize() / whole;
  }

  /** A member. */
  public TransformerConfig config(int width) {
    return ConfigReader.read(json(width), "%s at width %d".formatted(origin, width));
  }

  /**
   * The {@code config.json} of a member, a new object.
   *
   * @param width hidden size, a multiple of {@link #smallestWidth()}
   * @throws BadInputException if it is not
   */
  public ObjectNode json(int width) {
    if (width < 1 || width % smallestWidth() != 0) {
      throw new BadInputException(
          "a width must be a multiple of %d, at which %s has whole numbers of heads of %d and a whole feed-forward size, got %d"
              .formatted(smallestWidth(), origin, widths.headSize(), width));
    }
    ObjectNode config = member.deepCopy();
    replace(config, width, "hidden_size", "n_embd");
    replace(config, grown(widths.heads(), width), "num_attention_heads", "n_head");
    replace(config, grown(widths.feedForwardSize(), width), "intermediate_size", "n_inner");
    if (!gpt2) {
      config.put("num_key_value_heads", grown(widths.keyValueHeads(), width));
      config.put("head_dim", widths.headSize());
    }
    return config;
  }

  private int grown(int length, int width) {
    return Math.toIntExact((long) length * width / widths.hiddenSize());
  }

  /** A length may stand under either of two names; where none stands it follows the others. */
  private static void replace(ObjectNode config, int value, String... names) {
    List.of(names).stream().filter(config::hasNonNull).forEach(name -> config.put(name, value));
  }

  private static int greatestDivisor(int a, int b) {
    return b == 0 ? a : greatestDivisor(b, a % b);
  }
}
