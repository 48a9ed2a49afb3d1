// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eidograph.base.BadInputException;
import org.eidograph.theory.scaling.EmbeddingRule;
import org.eidograph.theory.scaling.vocabulary.VocabularyRegime;
import org.eidograph.theory.scaling.vocabulary.VocabularyRegime.Weighting;

/** How often each token occurs, as a text file: the count of token i on line i, from 0. */
public final class TokenCounts {
  private TokenCounts() {}

  /**
   * The embedding rule for a vocabulary with these counts, tokens weighted by their part in the
   * loss.
   *
   * @throws BadInputException if the file is unreadable, or a line is no count
   */
  public static EmbeddingRule.Interpolated read(Path file) {
    List<String> lines = lines(file);
    long[] counts = new long[lines.size()];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = count(file, i, lines.get(i).strip());
    }
    try {
      return new EmbeddingRule.Interpolated(
          counts.length, VocabularyRegime.alignment(counts, Weighting.LOSS));
    } catch (IllegalArgumentException e) {
      throw new BadInputException("%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (CharacterCodingException e) {
      throw new BadInputException(
          "%s must be text with one count a line; write it again".formatted(file), e);
    } catch (IOException e) {
      throw new BadInputException(
          "token counts must be a readable file, got %s; correct the path".formatted(file), e);
    }
  }

  private static long count(Path file, int token, String text) {
    if (!text.matches("[0-9]{1,18}")) {
      throw new BadInputException(
          "%s must hold a whole number on every line, got '%s' on line %d; write 0 for a token that never occurs"
              .formatted(file, text, token + 1));
    }
    return Long.parseLong(text);
  }
}
