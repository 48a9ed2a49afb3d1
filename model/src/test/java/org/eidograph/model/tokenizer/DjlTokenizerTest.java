// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.model.tokenizer.Tokenizer.Encoding;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Ids, spans and text against the tokenizers library (interop/tokenizer/make_goldens.py). */
class DjlTokenizerTest {
  private static final Path FIXTURES = Path.of("../fixtures");
  private static final JsonNode GOLDENS =
      Json.readObject(Path.of("src/test/resources/tokenizer/goldens.json"));

  private static Tokenizer stories;
  private static Tokenizer gpt2;
  private static Tokenizer wordPiece;

  @BeforeAll
  static void open() {
    stories = Tokenizers.open(FIXTURES.resolve("stories260k"));
    gpt2 = Tokenizers.open(FIXTURES.resolve("gpt2-tokenizer"));
    wordPiece = Tokenizers.open(FIXTURES.resolve("wordpiece-tokenizer"));
  }

  @AfterAll
  static void close() {
    stories.close();
    gpt2.close();
    wordPiece.close();
  }

  static Stream<Arguments> rows() {
    return GOLDENS.properties().stream()
        .flatMap(
            golden ->
                StreamSupport.stream(golden.getValue().get("rows").spliterator(), false)
                    .map(row -> Arguments.of(golden.getKey(), row)));
  }

  private static Tokenizer named(String name) {
    return switch (name) {
      case "stories260k" -> stories;
      case "gpt2-tokenizer" -> gpt2;
      default -> wordPiece;
    };
  }

  private static int[] ints(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::intValue).toArray();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void idsAreThoseOfTheReference(String name, JsonNode row) {
    String text = row.get("text").stringValue();

    assertThat(named(name).encode(text, true).ids()).isEqualTo(ints(row.get("ids")));
    assertThat(named(name).encode(text, false).ids()).isEqualTo(ints(row.get("plain_ids")));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void spansAreThoseOfTheReferenceInUtf16(String name, JsonNode row) {
    Encoding encoding = named(name).encode(row.get("text").stringValue(), true);

    assertThat(encoding.starts()).isEqualTo(ints(row.get("starts")));
    assertThat(encoding.ends()).isEqualTo(ints(row.get("ends")));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void decodedTextIsThatOfTheReference(String name, JsonNode row) {
    int[] ids = ints(row.get("ids"));

    assertThat(named(name).decode(ids, true)).isEqualTo(row.get("decoded").stringValue());
    assertThat(named(name).decode(ids, false)).isEqualTo(row.get("decoded_whole").stringValue());
  }

  @Test
  void specialIdsComeFromTheNeighbouringFiles() {
    assertThat(stories.bosId()).hasValue(1);
    assertThat(stories.eosId()).hasValue(2);
    assertThat(gpt2.bosId()).hasValue(50256);
    assertThat(gpt2.eosId()).hasValue(50256);
  }

  @Test
  void theVocabularyIsCountedAndLookedUp() {
    assertThat(stories.vocabularySize()).isEqualTo(512);
    assertThat(gpt2.vocabularySize()).isEqualTo(50257);
    assertThat(wordPiece.vocabularySize()).isEqualTo(600);
    assertThat(stories.id("</s>")).hasValue(2);
    assertThat(wordPiece.id("[SEP]")).hasValue(3);
    assertThat(stories.id("no such token")).isEmpty();
  }

  @Test
  void halfASurrogatePairIsRefusedWithItsPlace() {
    assertThatThrownBy(() -> stories.encode("ok \ud83d", true))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll("U+D83D", "character 3");
    assertThatThrownBy(() -> stories.encode("\ude00\ud83d\ude00", true))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("U+DE00");
  }

  @Test
  void decodingNothingGivesNothing() {
    assertThat(stories.decode(new int[0], true)).isEmpty();
  }

  @Test
  void aNegativeIdIsRefused() {
    assertThatThrownBy(() -> stories.decode(new int[] {5, -1}, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }

  @Test
  void severalThreadsGetTheSameIds() throws InterruptedException, ExecutionException {
    String text = "Once upon a time, there was a little girl named Lily. ".repeat(5);
    int[] alone = stories.encode(text, true).ids();
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<int[]>> together = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        together.add(pool.submit(() -> stories.encode(text, true).ids()));
      }
      for (Future<int[]> ids : together) {
        assertThat(ids.get()).isEqualTo(alone);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void afterClosingAnyUseIsRefusedAndClosingAgainIsHarmless() {
    Tokenizer closed = Tokenizers.open(FIXTURES.resolve("stories260k"));
    closed.close();
    closed.close();

    assertThatThrownBy(() -> closed.encode("a", true))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }
}
