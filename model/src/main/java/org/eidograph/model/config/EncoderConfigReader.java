// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.config;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eidograph.base.BadInputException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the {@code config.json} of a BERT or RoBERTa as transformers 5 understands it, by the rules
 * of {@link ConfigReader}: sizes must be given, other absent keys take the family's default, and a
 * key that would change the class logits and is not supported is refused by name.
 */
public final class EncoderConfigReader {
  private static final int MOST_LAYERS = 10_000;

  private EncoderConfigReader() {}

  /**
   * Reads a checkpoint directory.
   *
   * @throws BadInputException naming the key that is missing, malformed, contradictory or
   *     unsupported
   */
  public static EncoderConfig read(Path directory) {
    return read(ConfigReader.document(directory));
  }

  /**
   * Reads a configuration that is in memory.
   *
   * @param origin names it in messages
   * @throws BadInputException as {@link #read(Path)}
   */
  public static EncoderConfig read(ObjectNode config, String origin) {
    return read(new ConfigDocument(config, origin));
  }

  /** The keys that change what a family computes; each has a golden checkpoint of that family. */
  public static Set<String> switches(EncoderFamily family) {
    Set<String> keys =
        new TreeSet<>(
            Set.of(
                "hidden_act",
                "layer_norm_eps",
                "type_vocab_size",
                "id2label",
                "num_labels",
                "torch_dtype"));
    if (family == EncoderFamily.ROBERTA) {
      keys.add("pad_token_id");
    }
    return keys;
  }

  static EncoderConfig read(ConfigDocument document) {
    EncoderFamily family = family(document);
    ModelSizes sizes =
        new ModelSizes(
            document.size("hidden_size"),
            document.size("intermediate_size"),
            document.size("num_hidden_layers"),
            document.size("vocab_size"),
            document.size("max_position_embeddings", 512));
    if (sizes.layers() > MOST_LAYERS) {
      throw document.refuse("num_hidden_layers", "must be at most " + MOST_LAYERS);
    }
    int heads = document.size("num_attention_heads");
    if (sizes.hiddenSize() % heads != 0) {
      throw document.refuse(
          "num_attention_heads", "must divide the hidden size %d".formatted(sizes.hiddenSize()));
    }
    EncoderConfig config =
        new EncoderConfig(
            family,
            sizes,
            heads,
            document.size("type_vocab_size", 2),
            ConfigReader.activation(document, "hidden_act", Activation.GELU),
            document.positive("layer_norm_eps", 1e-12),
            paddingId(document, family, sizes),
            document.positive("initializer_range", 0.02),
            LabelsReader.read(document),
            ConfigReader.storedType(document));
    UnreadKeys.requireHarmless(document, family);
    return config;
  }

  private static EncoderFamily family(ConfigDocument document) {
    String known =
        Arrays.stream(EncoderFamily.values())
            .map(EncoderFamily::modelType)
            .collect(Collectors.joining(", "));
    String name = document.text("model_type");
    if (name == null) {
      throw new BadInputException(
          "%s needs the key 'model_type', for classification one of %s"
              .formatted(document.origin(), known));
    }
    return EncoderFamily.of(name)
        .orElseThrow(
            () ->
                document.refuse(
                    "model_type",
                    "must be one of %s for classification".formatted(known),
                    "only encoders of these families classify texts here"));
  }

  /** Only RoBERTa's positions depend on it; a BERT may name any, or none. */
  private static OptionalInt paddingId(
      ConfigDocument document, EncoderFamily family, ModelSizes sizes) {
    if (family == EncoderFamily.BERT) {
      return OptionalInt.empty();
    }
    boolean none = document.contains("pad_token_id") && document.value("pad_token_id") == null;
    int id = document.count("pad_token_id", 1);
    if (none || id >= sizes.vocabularySize() || id + 1 >= sizes.maxPositions()) {
      throw document.refuse(
          "pad_token_id", "must be a token of the vocabulary, since positions are counted from it");
    }
    return OptionalInt.of(id);
  }
}
