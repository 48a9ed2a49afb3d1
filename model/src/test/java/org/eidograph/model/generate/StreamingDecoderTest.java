// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eidograph.model.tokenizer.Tokenizer;
import org.eidograph.model.tokenizer.Tokenizers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamingDecoderTest {
  private static final String TEXT =
      "Once upon a time, l'\u00e9l\u00e8ve saw \u65e5\u672c and \ud83d\ude00\ud834\udd1e.\n  Two  spaces";

  private static final Map<String, Tokenizer> TOKENIZERS = new HashMap<>();

  @BeforeAll
  static void open() {
    for (String name : List.of("stories260k", "gpt2-tokenizer")) {
      TOKENIZERS.put(name, Tokenizers.open(Path.of("../fixtures", name)));
    }
  }

  @AfterAll
  static void close() {
    TOKENIZERS.values().forEach(Tokenizer::close);
  }

  private static Tokenizer tokenizer(String name) {
    return Objects.requireNonNull(TOKENIZERS.get(name));
  }

  private static List<String> pieces(Tokenizer tokenizer, int[] prompt, int[] added) {
    StreamingDecoder decoder = new StreamingDecoder(tokenizer, prompt);
    List<String> pieces = new ArrayList<>();
    for (int id : added) {
      pieces.add(decoder.add(id));
    }
    pieces.add(decoder.finish());
    return pieces;
  }

  @ParameterizedTest
  @CsvSource({"stories260k, 1", "stories260k, 4", "gpt2-tokenizer, 0", "gpt2-tokenizer, 4"})
  void piecesAreWholeCharactersAndTogetherTheText(String name, int promptLength) {
    Tokenizer tokenizer = tokenizer(name);
    int[] ids = tokenizer.encode(TEXT, true).ids();
    int[] prompt = Arrays.copyOf(ids, promptLength);

    List<String> pieces =
        pieces(tokenizer, prompt, Arrays.copyOfRange(ids, promptLength, ids.length));

    assertThat(pieces).noneMatch(piece -> piece.contains("\ufffd"));
    assertThat(pieces)
        .noneMatch(p -> !p.isEmpty() && Character.isHighSurrogate(p.charAt(p.length() - 1)));
    assertThat(tokenizer.decode(prompt, true) + String.join("", pieces)).isEqualTo(TEXT);
  }

  @Test
  void incompleteBytesAtTheEndComeOutMarked() {
    Tokenizer tokenizer = tokenizer("gpt2-tokenizer");
    int[] ids = tokenizer.encode("ok \ud83d\ude00", true).ids();

    List<String> pieces = pieces(tokenizer, new int[0], Arrays.copyOf(ids, ids.length - 1));

    assertThat(String.join("", pieces)).isEqualTo("ok \ufffd");
  }

  @Test
  void specialTokensHaveNoCharacters() {
    Tokenizer tokenizer = tokenizer("gpt2-tokenizer");
    StreamingDecoder decoder = new StreamingDecoder(tokenizer, new int[] {50256});

    assertThat(decoder.add(50256)).isEmpty();
    assertThat(decoder.add(15496)).isEqualTo("Hello");
  }
}
