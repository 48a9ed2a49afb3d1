// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Alignment runs as a user asks for them, small. */
class SignalAlignmentCommandTest {
  @TempDir private Path place;

  private static Terminal align(String... more) {
    List<String> line = new ArrayList<>(List.of("signal", "alignment"));
    for (String small : List.of("depth=4", "width=8", "steps=4", "train_limit=40", "read=20")) {
      line.addAll(List.of("--set", small)); // a flag wins over it
    }
    line.addAll(Arrays.asList(more));
    return Terminal.eido(line.toArray(String[]::new));
  }

  private static JsonNode json(String... more) {
    List<String> line = new ArrayList<>(Arrays.asList(more));
    line.add("--json");
    return align(line.toArray(String[]::new)).json();
  }

  private static JsonNode last(JsonNode report) {
    JsonNode marks = report.get("marks");
    return marks.get(marks.size() - 1);
  }

  @Test
  @Proves("signal alignment --json")
  void textShowsTheRecordThatJsonPrints() {
    Terminal text = align();
    JsonNode json = json();

    assertThat(text.exitCode()).as(text.err()).isZero();
    assertThat(text.out())
        .contains(
            "relu, 4 layers of width 8, sigma_w 1.414, sigma_b 0",
            "peak after training   layer " + json.get("peak").asInt(),
            "equilibrium           layer " + json.get("equilibrium").asInt());
    double first = last(json).get("layers").get(0).get("alignment").asDouble();
    assertThat(text.out()).contains(String.format(Locale.ROOT, "%.3f", first));
  }

  @Test
  @Proves({
    "signal alignment --activation --sigma-b --width --depth --steps --batch-size",
    "signal alignment --learning-rate --seed --train-limit --read"
  })
  void networkAndTrainingChangeTheReadingsAndTheirUsualValuesDoNot() {
    JsonNode usual = last(json());

    for (List<String> change :
        List.of(
            List.of("--activation", "tanh"),
            List.of("--activation", "gelu", "--sigma-b", "0.5"),
            List.of("--width", "9"),
            List.of("--steps", "5"),
            List.of("--batch-size", "7"),
            List.of("--learning-rate", "0.1"),
            List.of("--seed", "1"),
            List.of("--train-limit", "41"),
            List.of("--read", "21"))) {
      assertThat(last(json(change.toArray(String[]::new)))).as("%s", change).isNotEqualTo(usual);
    }
    assertThat(last(json("--depth", "5")).get("layers").size()).isEqualTo(5);
    JsonNode same =
        json("--activation", "relu", "--sigma-b", "0", "--batch-size", "64", "--seed", "0");
    assertThat(last(same)).isEqualTo(usual);
    assertThat(json("--steps", "0").get("marks").size()).isEqualTo(1);
  }

  @Test
  @Proves("signal alignment --workers")
  void workersDoNotChangeWhatIsFound() {
    JsonNode one = json("--workers", "1");
    JsonNode two = json("--workers", "2");

    assertThat(two.get("peak")).isEqualTo(one.get("peak"));
    assertThat(two.get("equilibrium")).isEqualTo(one.get("equilibrium"));
  }

  @Test
  @Proves("signal alignment --train")
  void imagesOfAFileTakeThePlaceOfTheBuiltInTask() throws Exception {
    Path images = SignalRegressCommandTest.bars(place, "train", 70);

    JsonNode fromFile = json("--train", images.toString());

    assertThat(last(fromFile)).isNotEqualTo(last(json()));
    assertThat(fromFile.get("cosine").asDouble()).isGreaterThan(0.5); // pixels are positive
  }

  @Test
  @Proves("signal alignment --output-dir --overwrite --config --set")
  void pageAndResultAreKeptAndNothingElseIsReplaced() throws Exception {
    Path run = place.resolve("run");
    Path yaml = Files.writeString(place.resolve("run.yaml"), "output_dir: " + run + "\n");
    Terminal first = align("--output-dir", run.toString());
    Terminal again = align("--config", yaml.toString());
    Terminal replaced = align("--set", "output_dir=" + run, "--overwrite");

    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.err()).contains("figures in ");
    assertThat(run.resolve("report.html")).content().contains("Which layers line up");
    assertThat(run.resolve("result.json")).content().contains("\"equilibrium\"");
    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.err()).contains("--overwrite");
    assertThat(replaced.exitCode()).isZero();
  }

  @Test
  void wrongInputIsRefusedWithRuleValueAndMend() throws Exception {
    Path few = SignalRegressCommandTest.bars(place, "few", 30);

    refused(2, "depth must be at least 3, got 2", "--depth", "2");
    refused(2, "the learning rate must be zero or positive", "--learning-rate", "-1");
    refused(2, "--read must be at least 2, got 1", "--read", "1");
    refused(2, "a finite network takes relu", "--activation", "sin");
    refused(2, "together not exceed", "--train", few.toString());
    refused(4, "does not exist; correct the path", "--train", place + "/no-images-idx3");
  }

  private static void refused(int exitCode, String message, String... more) {
    Terminal terminal = align(more);
    assertThat(terminal.exitCode()).as(terminal.err()).isEqualTo(exitCode);
    assertThat(terminal.err()).contains(message);
    assertThat(terminal.out()).isEmpty();
  }

  /** float64 from a fixed seed: other processors round sums in the last digits only. */
  @Test
  @Tag("slow")
  void readmeShowsThisRun() throws Exception {
    Terminal run = Terminal.eido("signal", "alignment");

    assertThat(run.exitCode()).as(run.err()).isZero();
    Snippet.check("signal-alignment", run.out());
  }
}
