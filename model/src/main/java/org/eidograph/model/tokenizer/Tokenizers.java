// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.tokenizer;

import java.nio.file.Files;
import java.nio.file.Path;
import org.eidograph.base.BadInputException;

/** Opens a checkpoint's tokenizer, or says what is missing. */
public final class Tokenizers {
  private Tokenizers() {}

  /**
   * Opens {@code tokenizer.json} of a checkpoint directory. The caller closes it.
   *
   * @throws BadInputException if there is none, or it cannot be used
   */
  public static Tokenizer open(Path directory) {
    Path file = directory.resolve("tokenizer.json");
    if (Files.isRegularFile(file)) {
      return DjlTokenizer.open(directory);
    }
    if (Files.isRegularFile(directory.resolve("tokenizer.model"))) {
      throw new BadInputException(
          "a tokenizer must be given as tokenizer.json, but %s has only tokenizer.model; convert it once with: python -c \"from transformers import AutoTokenizer as T; T.from_pretrained('%s').save_pretrained('%s')\""
              .formatted(directory, quotable(directory), quotable(directory)));
    }
    throw new BadInputException(
        "a checkpoint directory must hold tokenizer.json, but %s has none; copy the one from the model's own release"
            .formatted(directory));
  }

  /**
   * Checks that a model can read every id that a tokenizer makes.
   *
   * @param vocabularySize rows of the model's embedding; more than the tokenizer has is usual
   * @throws BadInputException if the tokenizer has ids beyond
   */
  public static void requireFits(Tokenizer tokenizer, int vocabularySize) {
    if (tokenizer.vocabularySize() > vocabularySize) {
      throw new BadInputException(
          "the tokenizer's ids must stay below the model's vocabulary of %d, but reach %d; take tokenizer.json and the weights from the same release"
              .formatted(vocabularySize, tokenizer.vocabularySize() - 1));
    }
  }

  private static String quotable(Path directory) {
    return directory.toString().replace("\\", "/");
  }
}
