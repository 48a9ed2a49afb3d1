// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.eidograph.model.tokenizer.Tokenizer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentEncoderTest {
  private final Tokenizer tokenizer = new WordTokenizer();

  @ParameterizedTest
  @ValueSource(ints = {700, 1001, 4999, 100_000})
  void piecesGiveTheTokensOfTheWhole(int pieceLength) {
    String text = words(20_000);

    List<Integer> ids = new ArrayList<>();
    DocumentEncoder encoder = new DocumentEncoder(tokenizer, 300, ids::add);
    for (int from = 0; from < text.length(); from += pieceLength) {
      String piece = text.substring(from, Math.min(from + pieceLength, text.length()));
      encoder.accept(piece, new Origin(Path.of("a.txt"), 1), WordTokenizer.VOCABULARY);
    }
    encoder.finish();

    assertThat(ids.stream().mapToInt(Integer::intValue).toArray())
        .isEqualTo(tokenizer.encode(text, false).ids());
  }

  private static String words(int characters) {
    SplittableRandom random = new SplittableRandom(7);
    StringBuilder text = new StringBuilder();
    while (text.length() < characters) {
      text.append("word".repeat(random.nextInt(1, 3)), 0, random.nextInt(1, 5));
      text.append(random.nextInt(5) == 0 ? ".\n" : " ");
    }
    return text.toString();
  }
}
