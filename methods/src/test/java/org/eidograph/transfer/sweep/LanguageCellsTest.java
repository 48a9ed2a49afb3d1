// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eidograph.base.Json;
import org.eidograph.base.UsageException;
import org.eidograph.finetune.FineTuneRequest;
import org.eidograph.pretrain.PretrainRequest;
import org.eidograph.torch.Torch;
import org.eidograph.train.data.FieldMapping;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class LanguageCellsTest {
  private static final Path STORIES = Path.of("../fixtures/stories260k");

  @TempDir private Path folder;
  private Path text;

  @BeforeEach
  void write() throws IOException {
    Torch.useThreads(1);
    ObjectNode config = Json.readObject(STORIES.resolve("config.json"));
    config.put("hidden_size", 16);
    config.put("intermediate_size", 32);
    config.put("num_hidden_layers", 1);
    config.put("num_attention_heads", 2);
    config.put("num_key_value_heads", 1);
    config.put("tie_word_embeddings", false);
    config.remove("head_dim");
    Files.writeString(folder.resolve("config.json"), Json.pretty(config));
    for (String name : List.of("tokenizer.json", "tokenizer_config.json")) {
      Files.copy(STORIES.resolve(name), folder.resolve(name));
    }
    text = folder.resolve("text.txt");
    Files.writeString(
        text, "Once upon a time there was a dog. The dog ran to the park.\n\n".repeat(40));
  }

  private LanguageCells cells(double evalFraction) {
    FineTuneRequest.Data data =
        PretrainRequest.texts(List.of(text), List.of(), 32, FieldMapping.none(), evalFraction);
    return LanguageCells.open(folder, 16, data, new LanguageCells.Course(4, 4, 1, 0.02));
  }

  private static Cell cell(int width, double rate, long seed, String parametrization) {
    return new Cell(width, rate, seed, new Arm(parametrization, "adamw", 0));
  }

  @Test
  void modelsOfAllWidthsLearnTheRepeatedText() {
    try (LanguageCells cells = cells(0.2)) {
      for (int width : new int[] {16, 32}) {
        double still = cells.loss(cell(width, -30, 0, "mup"));
        // a fresh model guesses among 512 tokens
        assertThat(still).isCloseTo(Math.log(512), within(0.2));
        assertThat(cells.loss(cell(width, -6, 0, "mup"))).isLessThan(still - 0.1);
      }
    }
  }

  @Test
  void aCellDependsOnItsSettingsAndOnNothingElse() {
    try (LanguageCells cells = cells(0.2)) {
      double usual = cells.loss(cell(32, -6, 0, "mup"));

      assertThat(cells.loss(cell(32, -6, 0, "mup"))).isEqualTo(usual);
      assertThat(cells.loss(cell(32, -6, 1, "mup"))).isNotEqualTo(usual);
      assertThat(cells.loss(cell(32, -6, 0, "sp"))).isNotEqualTo(usual);
      // at the base both are ordinary training
      assertThat(cells.loss(cell(16, -6, 0, "sp")))
          .isCloseTo(cells.loss(cell(16, -6, 0, "mup")), within(1e-5));
    }
  }

  @Test
  void divergenceIsAnInfiniteLoss() {
    try (LanguageCells cells = cells(0.2)) {
      assertThat(cells.loss(new Cell(16, 60, 0, new Arm("sp", "sgd", 0)))).isInfinite();
    }
  }

  @Test
  void identityKnowsDataAndCourse() {
    try (LanguageCells cells = cells(0.2);
        LanguageCells other = cells(0.4)) {
      assertThat(cells.identity())
          .contains("base 16", "32 tokens a row")
          .isNotEqualTo(other.identity());
    }
  }

  @Test
  void textWithoutHeldOutPartIsRefused() {
    assertThatThrownBy(() -> cells(0))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("held-out text");
  }
}
