// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.eidograph.cli.run.ContentHash;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code eido finetune --full}. */
class FullFineTuneCommandTest {
  @TempDir static Path place;
  private static TrialRuns runs;

  @BeforeAll
  static void share() {
    runs = new TrialRuns(place);
  }

  @Test
  void theResultIsACheckpointWithItsTokenizerAndCard() throws IOException {
    TrialRun run = runs.run("--full", "--eval-fraction", "0.1").succeeded();

    Path model = run.directory().resolve("model");
    assertThat(run.json().get("model_dir").asString()).isEqualTo(model.toString());
    for (String file : List.of("config.json", "tokenizer.json", "tokenizer_config.json")) {
      assertThat(model.resolve(file)).exists();
    }
    assertThat(Files.readString(model.resolve("README.md")))
        .contains("base_model: ", "library_name: transformers", "eido finetune --config run.yaml")
        .contains("SHA-256 `" + ContentHash.of(runs.data()) + "`")
        .contains(String.format(Locale.ROOT, "%.4f", run.json().get("eval_loss_after").asDouble()));
    assertThat(Files.readString(run.directory().resolve("report.html"))).contains("Rules");
  }

  /** Options that shape, place or tune adapters, each with a value that would do something. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--rank 4",
        "--alpha 8",
        "--scale 2",
        "--rslora",
        "--dropout 0.1",
        "--target q_proj",
        "--exclude q_proj",
        "--layers 1",
        "--layers-pattern layers",
        "--rank-pattern q_proj=4",
        "--alpha-pattern q_proj=4",
        "--modules-to-save lm_head",
        "--trainable-tokens 5",
        "--bias all",
        "--lora-bias",
        "--init pissa",
        "--init-iterations 2",
        "--dora",
        "--quantize nf4",
        "--lora-plus-ratio 4",
        "--embedding-learning-rate 1e-3",
        "--target-count 2",
        "--target-below 1",
        "--target-per-layer",
        "--budget 9999",
        "--target-samples 4",
        "--target-prompts",
        "--search-rank 2",
        "--search-steps 5",
        "--search-trials 4",
        "--prefix-cache-mb 8"
      })
  void whatIsForAdaptersIsRefused(String option) {
    List<String> line = new ArrayList<>(List.of("--full"));
    line.addAll(Arrays.asList(option.split(" ")));
    String name = line.get(1);

    runs.run(line.toArray(String[]::new))
        .failed(2, "%s is for adapters".formatted(name), "leave %s out, or --full".formatted(name));
  }

  @Test
  void trialsAndClassifiersAreRefused() {
    runs.run("--full", "--learning-rate", "auto").failed(2, "--full", "formula");
    runs.run("--full", "--task", "classification").failed(2, "--full", "LoRA");
  }

  @Test
  void aPlanOfAnotherModelIsRefused() throws IOException {
    Path other = Files.createDirectories(place.resolve("other"));
    Files.writeString(
        other.resolve("config.json"),
        Files.readString(TrialRuns.STORIES.resolve("config.json"))
            .replace("\"num_hidden_layers\": 5", "\"num_hidden_layers\": 4"));
    Path plan = place.resolve("other.json");
    Terminal planned =
        Terminal.eido(
            "transfer",
            "plan",
            "--base",
            other.toString(),
            "--target",
            other.toString(),
            "--output",
            plan.toString());
    assertThat(planned.exitCode()).as(planned.err()).isZero();

    runs.run("--full", "--plan", plan.toString()).failed(4, "a plan holds for its target alone");
  }

  @Test
  void thePlanOfAWidenedModelIsNotOneForItsSource() {
    Path wide = place.resolve("wide-of-stories");
    String stories = TrialRuns.STORIES.toString();
    Terminal widened =
        Terminal.eido(
            "widen", "--model", stories, "--factor", "2", "--output-dir", wide.toString());
    assertThat(widened.exitCode()).as(widened.err()).isZero();

    runs.run("--full", "--plan", wide.resolve("widening-plan.json").toString())
        .failed(4, "a plan holds for its target alone", "the checkpoint that the plan lies beside");
  }

  @Test
  void everySettingOfARunRepeatsIt() {
    TrialRun first = runs.run("--full", "--steps", "3", "--weight-decay", "0.1");
    Path yaml = first.succeeded().directory().resolve("run.yaml");
    Path again = place.resolve("again");

    Terminal repeated =
        Terminal.eido("finetune", "--config", yaml.toString(), "--output-dir", again.toString());

    assertThat(repeated.exitCode()).as(repeated.err()).isZero();
    assertThat(TrialRuns.read(again.resolve("model/model.safetensors"))).isEqualTo(first.weights());
  }

  @Test
  void aRunIsResumedToTheSameBytesAndItsPlanShownDry() throws IOException {
    String[] line = {"--full", "--steps", "4", "--save-every", "3"};
    TrialRun run = runs.run(line).succeeded();
    byte[] weights = run.weights();
    Files.delete(run.directory().resolve("model/model.safetensors"));
    List<String> more = new ArrayList<>(Arrays.asList(line));
    more.addAll(List.of("--resume", "--output-dir", run.directory().toString()));

    assertThat(runs.run(more.toArray(String[]::new)).succeeded().terminal().exitCode()).isZero();

    assertThat(TrialRuns.read(run.directory().resolve("model/model.safetensors")))
        .isEqualTo(weights);
    TrialRun dry = runs.run("--full", "--dry-run").succeeded();
    assertThat(dry.directory()).doesNotExist();
    assertThat(dry.json().get("trainable_parameters").asLong()).isEqualTo(260032);
    // weights, gradient and two moments, float32
    assertThat(dry.json().at("/memory").toString()).contains("activations");
    assertThat(
            dry.json().at("/memory/weights").asLong() + dry.json().at("/memory/training").asLong())
        .isGreaterThanOrEqualTo(16L * 260032);
  }

  @Test
  void halfPrecisionRoundsTheProductsAndTheResultAlone() {
    TrialRun run = runs.run("--full");
    TrialRun half = runs.run("--full", "--dtype", "bf16");
    assertThat(half.weights()).hasSameSizeAs(run.weights()).isNotEqualTo(run.weights());
    assertThat(runs.run("--full", "--save-dtype", "bf16").weights().length)
        .isLessThan(run.weights().length * 2 / 3);
  }
}
