// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.eidograph.cli.run.ContentHash;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What {@code eido pretrain} leaves. */
class PretrainCommandTest {
  @TempDir static Path place;
  private static PretrainRuns runs;

  @BeforeAll
  static void share() {
    runs = new PretrainRuns(place);
  }

  @Test
  @Proves("pretrain --model --from-scratch --output-dir --json")
  void aRunLeavesACheckpointThatEvaluates() {
    TrialRun run = runs.run();
    Path trained = run.directory().resolve("model");
    assertThat(run.json().get("model_dir").asString()).isEqualTo(trained.toString());
    JsonNode eval =
        Terminal.eido(
                "eval", "--model", trained.toString(), "--data", runs.rows().toString(), "--json")
            .json();
    assertThat(eval.get("loss").asDouble())
        .isLessThan(run.json().get("eval_loss_before").asDouble());
    assertThat(run.directory()).isDirectoryContaining("glob:**/report.html");
    assertThat(trained).isDirectoryContaining("glob:**/transfer_plan.json");
    // goes on from there: what is evaluated first are those weights
    TrialRun next = runs.run("--model", trained.toString(), "--no-scratch");
    assertThat(next.json().get("eval_loss_before").asDouble())
        .isCloseTo(run.json().get("eval_loss_after").asDouble(), within(1e-6));
    runs.run("--no-scratch").failed(4, "model.safetensors");
  }

  @Test
  @Proves("pretrain --save-dtype --sample-prompt --sample-every")
  void resultOptionsShapeWhatIsLeft() {
    runs.run("--save-dtype", "fp32").sameWeightsAs(runs.run());
    TrialRun half = runs.run("--save-dtype", "bf16");
    assertThat(half.weights().length).isLessThan(runs.run().weights().length * 2 / 3);
    TrialRun sampled =
        runs.run("--sample-prompt", "The cat", "--sample-every", "1", "--steps", "3");
    sampled.sameWeightsAs(runs.run("--steps", "3"));
    assertThat(sampled.json().at("/samples/0/during")).hasSize(2);
    assertThat(
            runs.run("--sample-prompt", "The cat", "--steps", "3").json().at("/samples/0/during"))
        .isEmpty();
  }

  @Test
  void aCardLiesBesideTheWeights() throws IOException {
    TrialRun run = runs.run("--base-width", "16");
    String card = Files.readString(run.directory().resolve("model/README.md"));
    assertThat(card)
        .contains("from scratch", "SHA-256 `" + ContentHash.of(runs.rows()) + "`", "mup-B")
        .contains(format(run.json().get("eval_loss_after").asDouble()))
        .contains(format(run.metric("loss").stream().mapToDouble(d -> d).average().orElseThrow()))
        .doesNotContain("base_model:");
    TrialRun onward =
        runs.run("--no-scratch", "--model", run.directory().resolve("model").toString());
    assertThat(onward.weights()).isNotEqualTo(run.weights());
    assertThat(Files.readString(onward.directory().resolve("model/README.md")))
        .contains("base_model: ", "continued");
  }

  private static String format(double loss) {
    return String.format(Locale.ROOT, "%.4f", loss);
  }

  @Test
  @Proves("pretrain --resume --overwrite --config --set")
  void anInterruptedPlaceIsResumedAndAFinishedOneKept() throws IOException {
    Path output = place.resolve("again");
    Path settings = place.resolve("pretrain.yaml");
    Files.writeString(settings, "steps: 4\nsave_every: 3\n");
    String[] line = {"--config", settings.toString(), "--steps", "4", "--output-dir", "" + output};
    TrialRun first = runs.run(line);
    assertThat(first.metric("loss")).hasSize(4);
    byte[] weights = first.weights();
    runs.run("--steps", "4", "--set", "save_every=3", "--output-dir", "" + output)
        .failed(2, "--overwrite");
    runs.run("--steps", "4", "--set", "save_every=3", "--output-dir", "" + output, "--resume");
    assertThat(Files.readAllBytes(output.resolve("model/model.safetensors"))).isEqualTo(weights);
    runs.run("--steps", "1", "--output-dir", "" + output, "--overwrite");
    assertThat(Files.readAllBytes(output.resolve("model/model.safetensors"))).isNotEqualTo(weights);
  }
}
