// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.generate;

import java.util.function.Consumer;
import org.eidograph.model.tokenizer.Tokenizer;

/** Continues text: encodes a prompt, generates, and gives the new text as it grows. */
public final class TextGenerator {
  private final Tokenizer tokenizer;
  private final Generator generator;

  /** A generator of text; the tokenizer stays the caller's. */
  public TextGenerator(Tokenizer tokenizer, Sampling sampling) {
    this.tokenizer = tokenizer;
    this.generator = new Generator(sampling);
  }

  /**
   * A prompt and what follows it.
   *
   * @param text the new text alone, without special tokens
   * @param generation the ids behind it
   */
  public record GeneratedText(String prompt, String text, Generation generation) {}

  /**
   * Continues a prompt.
   *
   * @param templated whether the prompt already holds its special tokens, as a chat template's
   *     output does; otherwise the tokenizer adds its own, and an empty prompt becomes the opening
   *     token
   * @param model fed nothing yet
   * @param listener given each piece of text as soon as its characters are complete
   * @throws org.eidograph.base.BadInputException if the prompt has no token or too many
   */
  public GeneratedText generate(
      String prompt, boolean templated, NextLogits model, Consumer<String> listener) {
    int[] ids = promptIds(prompt, templated);
    StreamingDecoder decoder = new StreamingDecoder(tokenizer, ids);
    StringBuilder text = new StringBuilder();
    Consumer<String> show =
        piece -> {
          if (!piece.isEmpty()) {
            text.append(piece);
            listener.accept(piece);
          }
        };
    Generation generation = generator.generate(ids, model, id -> show.accept(decoder.add(id)));
    show.accept(decoder.finish());
    return new GeneratedText(prompt, text.toString(), generation);
  }

  private int[] promptIds(String prompt, boolean templated) {
    int[] ids = tokenizer.encode(prompt, !templated).ids();
    return ids.length == 0 && tokenizer.bosId().isPresent()
        ? new int[] {tokenizer.bosId().getAsInt()}
        : ids;
  }
}
