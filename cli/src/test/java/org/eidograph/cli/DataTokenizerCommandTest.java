// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.Json;
import org.eidograph.model.tokenizer.Tokenizer;
import org.eidograph.model.tokenizer.Tokenizers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class DataTokenizerCommandTest {
  @TempDir Path place;
  private Path text;
  private int made;

  @BeforeEach
  void write() throws IOException {
    text = Files.writeString(place.resolve("text.txt"), "the cat and the hat and a dog ".repeat(9));
  }

  private Terminal tokenizer(String... more) {
    List<String> line = new ArrayList<>(List.of("data", "tokenizer", "--json"));
    line.addAll(List.of(more));
    if (!line.contains("--data")) {
      line.addAll(List.of("--data", text.toString()));
    }
    line.addAll(List.of("--output-dir", place.resolve("made-" + made++).toString()));
    return Terminal.eido(line.toArray(String[]::new));
  }

  @Test
  @Proves("data tokenizer --data --size --output-dir --json")
  void theFilesAreATokenizerOfTheWantedSize() {
    JsonNode made = tokenizer("--size", "262").json();
    assertThat(made.get("tokens").asInt()).isEqualTo(262);
    assertThat(made.get("merges").asInt()).isEqualTo(5);
    try (Tokenizer tokenizer = Tokenizers.open(Path.of(made.get("directory").asString()))) {
      assertThat(tokenizer.encode("the the", false).ids()).hasSizeLessThan(7);
      assertThat(tokenizer.eosId()).hasValue(0);
    }
  }

  @Test
  @Proves("data tokenizer --min-frequency --end-of-text --model-max-length")
  void itsOptionsChangeTheVocabularyAndWhatTheFilesSay() {
    int usual = tokenizer().json().get("merges").asInt();
    assertThat(tokenizer("--size", "4096", "--min-frequency", "2").json().get("merges").asInt())
        .isEqualTo(usual);
    assertThat(tokenizer("--min-frequency", "10").json().get("merges").asInt()).isLessThan(usual);
    JsonNode named = tokenizer("--end-of-text", "</s>", "--model-max-length", "64").json();
    JsonNode config =
        Json.readObject(
            Path.of(named.get("directory").asString()).resolve("tokenizer_config.json"));
    assertThat(config.get("eos_token").asString()).isEqualTo("</s>");
    assertThat(config.get("model_max_length").asInt()).isEqualTo(64);
  }

  @Test
  @Proves("data tokenizer --field")
  void rowsAreReadByTheirField() throws IOException {
    Path rows = Files.writeString(place.resolve("rows.jsonl"), "{\"body\": \"the the the\"}\n");
    assertThat(
            tokenizer("--data", rows.toString(), "--field", "text=body")
                .json()
                .get("merges")
                .asInt())
        .isEqualTo(3); // t+h, th+e, and the space before the two later ones
    assertThat(tokenizer("--data", rows.toString()).exitCode()).isEqualTo(4);
  }

  @Test
  void anEarlierTokenizerAndAnImpossibleSizeAreRefused() {
    tokenizer("--size", "258");
    made--;
    Terminal again = tokenizer("--size", "258");
    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.err()).contains("never replaced");
    Terminal small = tokenizer("--size", "100");
    assertThat(small.exitCode()).isEqualTo(2);
    assertThat(small.err()).contains("got a size of 100");
  }

  @Test
  void textsWithoutAWordAndALimitOfNoTokenAreRefused() throws IOException {
    Path empty = Files.writeString(place.resolve("empty.txt"), "");

    Terminal none = tokenizer("--data", empty.toString());
    assertThat(none.exitCode()).isEqualTo(4);
    assertThat(none.err()).contains("hold none; name other files with --data");
    Terminal limit = tokenizer("--model-max-length", "0");
    assertThat(limit.exitCode()).isEqualTo(2);
    assertThat(limit.err()).contains("--model-max-length must be at least 1, got 0");
  }
}
