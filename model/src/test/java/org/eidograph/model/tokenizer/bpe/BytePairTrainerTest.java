// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.tokenizer.bpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.StreamSupport;
import org.eidograph.base.Json;
import org.eidograph.base.UsageException;
import org.eidograph.model.tokenizer.Tokenizer;
import org.eidograph.model.tokenizer.Tokenizers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Vocabularies against the tokenizers library's own (interop/tokenizer/make_bpe.py). */
class BytePairTrainerTest {
  private static final String END = "<|endoftext|>";
  private static final JsonNode GOLDENS =
      Json.readObject(Path.of("src/test/resources/tokenizer/byte-pairs.json"));

  private static String plays() throws IOException {
    return Files.readString(Path.of("../data/tinyshakespeare.txt"));
  }

  private static BytePairs learned(String text, int size, long least) {
    WordCounts words = new WordCounts();
    words.add(text);
    return BytePairTrainer.train(words, size, least, List.of(END));
  }

  private static void assertIsTheLibrarys(String name, String text) {
    JsonNode golden = GOLDENS.get(name);
    BytePairs pairs = learned(text, golden.get("size").asInt(), golden.get("least").asLong());
    assertThat(pairs.merges()).containsExactlyElementsOf(merges(golden));
    assertThat(pairs.tokens()).hasSize(golden.get("tokens").asInt());
    assertThat(pairs.tokens().subList(0, 258))
        .containsExactlyElementsOf(
            StreamSupport.stream(golden.get("first").spliterator(), false)
                .map(JsonNode::asString)
                .toList());
  }

  private static List<BytePairs.Merge> merges(JsonNode golden) {
    return StreamSupport.stream(golden.get("merges").spliterator(), false)
        .map(pair -> new BytePairs.Merge(pair.get(0).asString(), pair.get(1).asString()))
        .toList();
  }

  @Test
  void mergesOfAnOpeningAreTheLibrarys() throws IOException {
    assertIsTheLibrarys("opening", plays().substring(0, 60_000));
  }

  @Test
  void mergesOfEverySortOfSignAreTheLibrarys() {
    assertIsTheLibrarys("signs", GOLDENS.get("signs").get("text").asString());
  }

  @Test
  @Tag("slow")
  void mergesOfAWholeTextAreTheLibrarys() throws IOException {
    assertIsTheLibrarys("plays", plays());
  }

  @Test
  void theLibraryReadsTheFilesAndGivesEveryTextBack(@TempDir Path directory) throws IOException {
    BytePairs pairs = learned(plays().substring(0, 60_000), 400, 2);
    TokenizerFiles.write(pairs, END, 128, directory);
    String text = "Speak, speak: 42 caf\u00e9s \u65e5\u672c \ud83d\ude00\n\n\tend ";
    try (Tokenizer tokenizer = Tokenizers.open(directory)) {
      int[] ids = tokenizer.encode(text, true).ids();
      assertThat(tokenizer.decode(ids, false)).isEqualTo(text);
      assertThat(ids.length)
          .isLessThan(text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length);
      assertThat(tokenizer.vocabularySize()).isEqualTo(400);
      assertThat(tokenizer.eosId()).isEqualTo(OptionalInt.of(0));
      assertThat(tokenizer.encode(END, false).ids()).containsExactly(0);
    }
  }

  @Test
  void aRarePairIsNotMerged() {
    BytePairs once = learned("ab ab cd", 300, 2);
    // "ab" (at the beginning) and " ab" share the pair; c and d meet once
    assertThat(once.merges()).contains(new BytePairs.Merge("a", "b")).hasSize(1);
    assertThat(learned("ab ab cd", 300, 1).merges()).contains(new BytePairs.Merge("c", "d"));
  }

  @Test
  void aTextInPartsCountsAsWhatItIs() {
    WordCounts words = new WordCounts();
    words.add("one two");
    words.add(" one two");
    WordCounts whole = new WordCounts();
    whole.add("one two one two");
    assertThat(words.counts()).isEqualTo(whole.counts());
  }

  @ParameterizedTest
  @CsvSource({"256, 2, <e>", "300, 0, <e>", "300, 2, a", "300, 2, ''"})
  void sizeFrequencyAndNamesAreChecked(int size, long least, String special) {
    WordCounts words = new WordCounts();
    words.add("text");
    assertThatThrownBy(() -> BytePairTrainer.train(words, size, least, List.of(special)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("got");
  }

  @Test
  void theEndOfATextMustBeATokenOfItsOwn(@TempDir Path directory) {
    BytePairs pairs = learned("text", 258, 2);
    assertThatThrownBy(() -> TokenizerFiles.write(pairs, "</s>", 8, directory))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("</s>");
  }
}
