// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** {@code eido lr convert}; factors are worked by hand from the laws. */
class LrConvertCommandTest {
  private static final String LARGE = "../docs/examples/large";

  /** Init[A] of rank 4 and multiplier 1, tuned at 1e-3. */
  private static final String TUNED = "--learning-rate 1e-3 --from-rank 4 --from-scale 1";

  @TempDir private Path place;

  @Test
  void textIsTheOneReadmeShows() throws Exception {
    Terminal terminal =
        convert(
            "--learning-rate 2e-4 --from-rank 16 --from-alpha 32 --to-rank 64 --to-rslora"
                + " --to-lora-plus-ratio auto --model "
                + LARGE);

    assertThat(terminal.exitCode()).as(terminal.err()).isZero();
    Snippet.check("lr-convert", terminal.out());
  }

  /** Each option alone against the tuned run as it is, whose factor is 1. */
  @ParameterizedTest
  @CsvSource({
    "--to-rank 64, 0.25",
    "--to-rank 4, 1",
    "--to-scale 4, 0.5",
    "--to-scale 1, 1",
    "--to-alpha 4, 1", // alpha = rank is the multiplier 1
    "--to-alpha 16, 0.5",
    "--to-alpha 4 --to-rslora, 0.7071067811865476", // s from 1 to 2
    "--to-alpha 4 --to-rslora=false, 1",
    "--to-init a, 1",
    "--from-init a, 1",
    "--from-init b --to-scale 4, 0.25",
    "--from-width 1024 --to-width 4096, 0.5",
    "--from-width 1024 --to-width 1024, 1",
    "--from-width 256 --model ../docs/examples/large, 0.5", // its median fan-in is 1024
    "--from-width 1024 --model ../docs/examples/large --target down_proj, 0.5",
    "--from-lora-plus-ratio 1, 1",
    "--to-lora-plus-ratio 1, 1",
    "--to-lora-plus-ratio 16, 1"
  })
  @Proves({
    "lr convert --to-rank --to-scale --to-alpha --to-rslora --from-init --to-init",
    "lr convert --from-width --to-width --model --target"
  })
  void everyOptionMovesTheRateAsTheLawSays(String options, double factor) {
    // sqrt(2) and the like: a few roundings of numbers about 1
    assertThat(json(TUNED + " " + options).get("factor").asDouble())
        .isCloseTo(factor, within(1e-12));
  }

  @Test
  @Proves("lr convert --from-rank --from-scale --from-alpha --from-rslora")
  void alphaAndRslorasOfTheTunedRunAreItsMultiplier() {
    String rate = "--learning-rate 1e-3 --from-rank 16 --to-scale 1 ";

    assertThat(json(rate + "--from-alpha 16").get("factor").asDouble()).isEqualTo(1);
    assertThat(json(rate + "--from-alpha 64").get("factor").asDouble()).isEqualTo(2);
    assertThat(json(rate + "--from-alpha 64 --from-rslora").get("factor").asDouble()).isEqualTo(4);
    assertThat(json(rate + "--from-alpha 64 --from-rslora=false").get("factor").asDouble())
        .isEqualTo(2);
  }

  @Test
  @Proves("lr convert --from-lora-plus-ratio --to-lora-plus-ratio")
  void ratiosAreOfTheTwoFactors() {
    JsonNode pair = json(TUNED + " --to-lora-plus-ratio 4").get("lora_plus");
    JsonNode one = json(TUNED + " --from-lora-plus-ratio 4");

    assertThat(pair.get("rate_a").asDouble()).isCloseTo(5e-4, within(1e-16));
    assertThat(pair.get("rate_b").asDouble()).isCloseTo(2e-3, within(1e-16));
    assertThat(one.get("learning_rate").asDouble()).isCloseTo(2e-3, within(1e-16));
    assertThat(one.get("lora_plus").isNull()).isTrue();
    assertThat(json(TUNED).get("learning_rate").asDouble()).isEqualTo(1e-3);
  }

  @Test
  void initBAtScaleOneIsTheRateOfFullFineTuning() {
    JsonNode full =
        json("--learning-rate 1e-3 --from-init b --from-rank 64 --from-scale 1 --to-init full");

    assertThat(full.get("learning_rate").asDouble()).isEqualTo(1e-3);
    assertThat(full.get("bracket").toString()).isEqualTo("[0.001,5.0E-4,2.5E-4]");
    assertThat(full.get("to").asString()).isEqualTo("full fine-tuning");
  }

  @Test
  void modelGivesOneRateForEachModuleType() {
    JsonNode modules = json(TUNED + " --model " + LARGE).get("modules");

    assertThat(modules).hasSize(7);
    assertThat(modules.get(6).get("type").asString()).isEqualTo("mlp.down_proj");
    assertThat(modules.get(6).get("learning_rate").asDouble()).isCloseTo(5e-4, within(1e-15));
    assertThat(json(TUNED + " --model " + LARGE + " --target q_proj,v_proj").get("modules"))
        .hasSize(2);
    assertThat(json(TUNED).get("modules")).isEmpty();
  }

  @Test
  @Proves("lr convert --learning-rate --config --set --json")
  void settingsFileAndFlagsSayTheSame() throws Exception {
    Path file =
        Files.writeString(
            place.resolve("lr.yaml"), "learning_rate: 1e-3\nfrom_rank: 4\nfrom_scale: 1\n");

    assertThat(json("--config " + file + " --set to_rank=64"))
        .isEqualTo(json(TUNED + " --to-rank 64"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--learning-rate 1e-3 --from-rank 0 --from-scale 1 | at least 1, got 0",
        "--learning-rate 1e-3 --from-rank 4 --from-scale 1 --from-alpha 8 | give one of them",
        "--learning-rate 1e-3 --from-rank 4 --from-scale 1 --from-rslora | scale replaces alpha",
        "--learning-rate 1e-3 --from-rank 4 | got neither alpha nor scale; give one",
        "--learning-rate 1e-3 --from-scale 1 | rank of an adapter must be known",
        "--learning-rate -1 --from-rank 4 --from-scale 1 | positive number, got -1.0",
        "--learning-rate 1e-3 --from-rank 4 --from-scale 1 --to-init b | tune it anew for Init[B]",
        "--learning-rate 1e-3 --from-rank 4 --from-scale 1 --to-init full | with Init[B] and alpha",
        "--learning-rate 1e-3 --from-init full --from-rank 4 | full fine-tuning has no rank",
        "--learning-rate 1e-3 --from-rank 4 --from-scale 1 --to-width 64 | give both",
        "--learning-rate 1e-3 --from-rank 4 --from-scale 1 --target q_proj | only with --model",
        "--learning-rate 1e-3 --from-rank 4 --from-scale 1 --to-lora-plus-ratio auto | needs a"
            + " width",
        "--learning-rate 1e-3 --from-rank 4 --from-scale 1 --to-lora-plus-ratio x | a number or"
            + " auto",
        "--from-rank 4 --from-scale 1 | --learning-rate"
      })
  void refusesInWords(String options, String message) {
    Terminal terminal = convert(options);

    assertThat(terminal.exitCode()).as(terminal.err()).isEqualTo(2);
    assertThat(terminal.err()).contains(message).doesNotContain("Exception");
    assertThat(terminal.out()).isEmpty();
  }

  private static JsonNode json(String options) {
    return convert(options + " --json").json();
  }

  private static Terminal convert(String options) {
    List<String> line = new ArrayList<>(List.of("lr", "convert"));
    line.addAll(List.of(options.strip().split(" +")));
    return Terminal.eido(line.toArray(String[]::new));
  }
}
