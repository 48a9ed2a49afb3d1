// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class TokenizersTest {
  private static final Path STORIES = Path.of("../fixtures/stories260k");

  @TempDir Path directory;
  private ObjectNode file;

  @BeforeEach
  void copyTokenizer() throws IOException {
    file = Json.readObject(STORIES.resolve("tokenizer.json"));
    save();
  }

  private void save() throws IOException {
    Files.writeString(directory.resolve("tokenizer.json"), Json.pretty(file));
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  private void assertRefused(String... words) {
    assertThatThrownBy(() -> Tokenizers.open(directory).close())
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void withOnlyASentencePieceModelItSaysHowToConvert() throws IOException {
    Files.delete(directory.resolve("tokenizer.json"));
    write("tokenizer.model", "");

    assertRefused("tokenizer.json", "tokenizer.model", "AutoTokenizer", "save_pretrained");
  }

  @Test
  void withNoTokenizerItSaysWhatIsMissing() throws IOException {
    Files.delete(directory.resolve("tokenizer.json"));

    assertRefused("tokenizer.json", directory.toString());
  }

  @Test
  void brokenFilesAreRefusedByName() throws IOException {
    write("tokenizer.json", "{\"model\": ");
    assertRefused("tokenizer.json", "JSON");
    write("tokenizer.json", "{}");
    assertRefused("model.vocab");
    write("tokenizer.json", "{\"model\": {\"vocab\": {\"a\": -1}}}");
    assertRefused("id", "-1");
    write("tokenizer.json", "{\"model\": {\"vocab\": {\"a\": 0}, \"type\": \"Nonsense\"}}");
    assertRefused("tokenizer.json", "cannot be used");
  }

  @Test
  void paddingAndTruncationOfTheFileAreSwitchedOff() throws IOException {
    file.set(
        "truncation",
        Json.parse(
            "{\"direction\":\"Right\",\"max_length\":3,\"strategy\":\"LongestFirst\",\"stride\":0}",
            "test"));
    file.set(
        "padding",
        Json.parse(
            "{\"strategy\":{\"Fixed\":20},\"direction\":\"Right\",\"pad_to_multiple_of\":null,\"pad_id\":0,\"pad_type_id\":0,\"pad_token\":\"<unk>\"}",
            "test"));
    save();

    try (Tokenizer plain = Tokenizers.open(STORIES);
        Tokenizer other = Tokenizers.open(directory)) {
      String text = "Once upon a time there was a dog";
      assertThat(other.encode(text, true).ids()).isEqualTo(plain.encode(text, true).ids());
    }
  }

  @Test
  void specialTokensMayBeObjectsAndNullMeansNone() throws IOException {
    write(
        "tokenizer_config.json",
        "{\"bos_token\": null, \"eos_token\": {\"content\": \"</s>\", \"lstrip\": false}}");

    try (Tokenizer tokenizer = Tokenizers.open(directory)) {
      assertThat(tokenizer.bosId()).isEmpty();
      assertThat(tokenizer.eosId()).hasValue(2);
    }
  }

  @Test
  void specialTokensComeFromTheMapThenFromTheModelsConfig() throws IOException {
    write("special_tokens_map.json", "{\"eos_token\": \"<unk>\"}");
    write("config.json", "{\"bos_token_id\": 1, \"eos_token_id\": [2, 3]}");

    try (Tokenizer tokenizer = Tokenizers.open(directory)) {
      assertThat(tokenizer.bosId()).hasValue(1);
      assertThat(tokenizer.eosId()).hasValue(0);
    }
  }

  @Test
  void aSpecialTokenOutsideTheVocabularyIsRefused() throws IOException {
    write("tokenizer_config.json", "{\"eos_token\": \"<|im_end|>\"}");

    assertRefused("'eos_token'", "<|im_end|>");
  }

  @Test
  void aTokenizerLargerThanTheModelIsRefused() {
    try (Tokenizer tokenizer = Tokenizers.open(directory)) {
      Tokenizers.requireFits(tokenizer, 512);
      Tokenizers.requireFits(tokenizer, 640);
      assertThatThrownBy(() -> Tokenizers.requireFits(tokenizer, 511))
          .isInstanceOf(BadInputException.class)
          .hasMessageContainingAll("511", "same release");
    }
  }
}
