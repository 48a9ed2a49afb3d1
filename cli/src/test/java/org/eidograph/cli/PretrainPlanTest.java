// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.eidograph.cli.PretrainRuns.cell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What {@code eido pretrain} reads and by which rules it starts and steps. */
class PretrainPlanTest {
  @TempDir static Path place;
  private static PretrainRuns runs;

  @BeforeAll
  static void share() {
    runs = new PretrainRuns(place);
  }

  @Test
  @Proves({
    "pretrain --base --base-width --learning-rate --weight-decay --epsilon --init-std",
    "pretrain --parametrization --optimizer --embedding-rule --weight-decay-rule"
  })
  void scalingOptionsChangeStartsAndRates() throws IOException {
    JsonNode own = runs.plan("--lr", "0.01");
    assertThat(cell(own, "q_proj", "lr")).isEqualTo(0.01);
    JsonNode half = runs.plan("--lr", "0.01", "--base-width", "16");
    assertThat(cell(half, "q_proj", "lr")).isEqualTo(0.005);
    assertThat(
            runs.plan("--lr", "0.01", "--base", runs.model("narrow", 16).toString()).get("tensors"))
        .isEqualTo(half.get("tensors"));
    assertThat(cell(runs.plan("--base-width", "16", "--parametrization", "sp"), "q_proj", "lr"))
        .isEqualTo(0.01);
    assertThat(cell(runs.plan("--base-width", "16", "--embedding-rule", "lv"), "embed", "lr"))
        .isCloseTo(0.01 / Math.sqrt(2), within(1e-5)); // four digits are printed
    assertThat(
            cell(
                runs.plan("--base-width", "16", "--weight-decay-rule", "none"),
                "q_proj",
                "weight_decay"))
        .isEqualTo(0.1);
    assertThat(cell(runs.plan("--weight-decay", "0.3"), "q_proj", "weight_decay")).isEqualTo(0.3);
    assertThat(cell(runs.plan("--epsilon", "1e-6"), "q_proj", "eps")).isEqualTo(1e-6);
    assertThat(cell(runs.plan("--init-std", "0.05"), "q_proj", "init_std")).isEqualTo(0.05);
    runs.run("--base-width", "32").sameWeightsAs(runs.run());
    runs.run("--optimizer", "adamw").sameWeightsAs(runs.run());
    runs.run("--optimizer", "sgd").otherWeightsThan(runs.run());
    runs.run("--base-width", "12").failed(4, "base width must divide");
  }

  @Test
  @Proves("pretrain --token-counts")
  void tokenCountsMoveTheEmbeddingsRate() throws IOException {
    Path counts = place.resolve("counts.txt");
    Files.writeString(counts, "1000000\n" + "1\n".repeat(511));
    String[] auto = {"--base-width", "16", "--embedding-rule", "auto"};
    String[] counted =
        Stream.concat(Stream.of(auto), Stream.of("--token-counts", "" + counts))
            .toArray(String[]::new);
    assertThat(cell(runs.plan(counted), "embed", "lr"))
        .isNotEqualTo(cell(runs.plan(auto), "embed", "lr"));
  }

  @Test
  @Proves("pretrain --data --eval-data --eval-fraction --max-length --field --dry-run")
  void dataOptionsChangeWhatIsRead() throws IOException {
    assertThat(runs.run("--eval-fraction", "0").json().get("eval_loss_before").isNull()).isTrue();
    assertThat(
            runs.run("--eval-data", runs.rows().toString())
                .json()
                .get("eval_loss_before")
                .asDouble())
        .isNotEqualTo(runs.run().json().get("eval_loss_before").asDouble());
    assertThat(runs.plan("--max-length", "6").get("tokens_per_step").asInt())
        .isLessThan(runs.plan().get("tokens_per_step").asInt());
    Path renamed = place.resolve("body.jsonl");
    Files.writeString(renamed, Files.readString(runs.rows()).replace("\"text\"", "\"body\""));
    runs.run("--data", renamed.toString(), "--field", "text=body").sameWeightsAs(runs.run());
    runs.run("--data", renamed.toString()).failed(4, "body");
  }
}
