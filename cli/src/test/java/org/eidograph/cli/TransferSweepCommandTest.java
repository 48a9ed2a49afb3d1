// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** {@code eido transfer sweep} on the built-in networks, small. */
class TransferSweepCommandTest {
  @TempDir private Path place;

  static Terminal sweep(String... more) {
    List<String> line = new ArrayList<>(List.of("transfer", "sweep"));
    for (String small : List.of("widths=8,16,32", "lrs=2^-7:2^-3", "steps=8", "seeds=2")) {
      line.addAll(List.of("--set", small)); // a flag wins over it
    }
    line.addAll(Arrays.asList(more));
    return Terminal.eido(line.toArray(String[]::new));
  }

  private static JsonNode json(String... more) {
    List<String> line = new ArrayList<>(Arrays.asList(more));
    line.add("--json");
    return sweep(line.toArray(String[]::new)).json();
  }

  private static JsonNode widest(JsonNode report) {
    JsonNode widths = report.get("arms").get(0).get("widths");
    return widths.get(widths.size() - 1);
  }

  @Test
  @Proves("transfer sweep --json")
  void textShowsTheRecordThatJsonPrints() {
    Terminal text = sweep();
    JsonNode json = json();
    JsonNode control = json.get("arms").get(1);

    assertThat(text.exitCode()).as(text.err()).isZero();
    assertThat(text.out()).contains("Best rates: mup", "Best rates: sp", "log2 lr");
    assertThat(control.get("arm").get("parametrization").stringValue()).isEqualTo("sp");
    assertThat(widest(json).get("width").asInt()).isEqualTo(32);
    assertThat(text.out())
        .contains("%.2f".formatted(widest(json).get("log2_lr").asDouble()).replace(',', '.'));
  }

  @Test
  @Proves("transfer sweep --lrs --steps --seeds --seed --parametrization --optimizer")
  void whatIsTrainedChangesTheLossesAndUsualValuesDoNot() {
    JsonNode usual = json().get("arms").get(0);

    for (List<String> change :
        List.of(
            List.of("--widths", "8,16,24"),
            List.of("--lrs", "2^-7.5:2^-3.5"),
            List.of("--steps", "9"),
            List.of("--seeds", "3"),
            List.of("--seed", "1"),
            List.of("--parametrization", "sp"),
            List.of("--optimizer", "sgd"),
            List.of("--weight-decays", "5"))) {
      JsonNode other = json(change.toArray(String[]::new)).get("arms").get(0);
      assertThat(other.get("widths")).as("%s", change).isNotEqualTo(usual.get("widths"));
    }
    JsonNode same =
        json("--model", "mlp", "--seed", "0", "--parametrization", "mup", "--optimizer", "adamw");
    assertThat(same.get("arms").get(0)).isEqualTo(usual);
    assertThat(json("--weight-decays", "0").get("arms").get(0)).isEqualTo(usual);
  }

  @Test
  @Proves("transfer sweep --no-control --weight-decays")
  void controlAndDecaysAreArms() {
    assertThat(json("--no-control").get("arms").size()).isEqualTo(1);
    assertThat(json("--parametrization", "sp").get("arms").size()).isEqualTo(1);
    JsonNode decays = json("--weight-decays", "0,0.1").get("arms");

    assertThat(decays.size()).isEqualTo(4);
    assertThat(decays.get(2).get("arm").get("weight_decay").asDouble()).isEqualTo(0.1);
    assertThat(sweep("--weight-decays", "0.1").out()).contains("Best rates: mup, decay 0.1");
  }

  @Test
  @Proves("transfer sweep --extend")
  void gridIsExtendedNoFurtherThanItIsTold() {
    // eight steps of rates below 2^-11 hardly train: the best is the largest
    JsonNode none = json("--lrs", "2^-14:2^-12", "--extend", "0");
    JsonNode two = json("--lrs", "2^-14:2^-12", "--extend", "2");

    assertThat(widest(none).get("optimum").stringValue()).isEqualTo("UPPER_EDGE");
    assertThat(widest(none).get("log2_lr").asDouble()).isEqualTo(-12);
    assertThat(widest(two).get("log2_lr").asDouble()).isEqualTo(-10);
    assertThat(none.get("notes").toString()).contains("edge of the grid");
    assertThat(none.get("arms").get(0).get("drift").isNull()).isTrue();
    assertThat(sweep("--lrs", "2^-14:2^-12", "--extend", "0").out())
        .contains("above -12.00", "no drift can be told");
  }

  @Test
  @Proves("transfer sweep --workers")
  void workersDoNotChangeWhatIsFound() {
    assertThat(json("--workers", "1")).isEqualTo(json("--workers", "2"));
  }

  @Test
  @Proves("transfer sweep --output-dir --resume --overwrite --regret-limit")
  void trainingsAreKeptAndNotRunAgain() throws Exception {
    Path run = place.resolve("run");
    Terminal first = sweep("--output-dir", run.toString());
    List<String> cells = Files.readAllLines(run.resolve("cells.jsonl"));
    Terminal again = sweep("--output-dir", run.toString());
    Terminal resumed = sweep("--output-dir", run.toString(), "--resume");
    Terminal more = sweep("--output-dir", run.toString(), "--resume", "--seeds", "3");

    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.err()).contains("figures in ");
    assertThat(run.resolve("report.html")).content().contains("Does the learning rate transfer?");
    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.err()).contains("--overwrite");
    assertThat(resumed.out()).isEqualTo(first.out());
    assertThat(more.exitCode()).isZero();
    // what was there stays, byte by byte; half as many are new
    assertThat(Files.readAllLines(run.resolve("cells.jsonl")))
        .startsWith(cells.toArray(String[]::new))
        .hasSizeGreaterThanOrEqualTo(cells.size() * 3 / 2);
    Terminal report =
        Terminal.eido(
            "transfer", "report", run.resolve("results.csv").toString(), "--regret-limit", "0.5");
    assertThat(report.out()).isEqualTo(more.out());
    assertThat(sweep("--output-dir", run.toString(), "--overwrite").exitCode()).isZero();
    assertThat(Files.readAllLines(run.resolve("cells.jsonl"))).hasSize(cells.size());
  }

  @Test
  @Proves("transfer sweep --config --set")
  void settingsMayStandInAFile() throws Exception {
    Path yaml = Files.writeString(place.resolve("sweep.yaml"), "steps: 9\nno_control: true\n");

    assertThat(json("--config", yaml.toString()).get("arms").size()).isEqualTo(2 - 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--widths 8,32,16|2|three widths in ascending order, got [8, 32, 16]",
        "--widths 8,16|2|at least three widths",
        "--lrs 2^-7:2^-6|2|at least three learning rates",
        "--lrs 2^-7:2^-6:0|2|goes up in steps of more than 0 octaves",
        "--lrs 2^-3:2^-7|2|a range of learning rates goes up",
        "--lrs 0,1,2|2|above 0 or powers of two such as 2^-7",
        "--lrs 2^x|2|got '2^x'",
        "--lrs 2^7:2^200:90|2|between 2^-100 and 2^100",
        "--lrs 1:2:3:4|2|got '1:2:3:4'",
        "--seeds 0|2|--seeds must be at least 1, got 0",
        "--steps 0|2|steps of at least 1",
        "--extend -1|2|at least 0 points, got -1",
        "--workers -1|2|--workers must be at least 0, got -1",
        "--optimizer muon|2|adam, adamw or sgd, got muon",
        "--optimizer adam --weight-decays 0.1|2|take adamw",
        "--parametrization mupp|2|got mupp",
        "--weight-decays -1|2|the weight decay must be 0 or a positive number",
        "--regret-limit -1|2|log loss of at least 0, got -1.0",
        "--target-width -5|2|at least 1, got -5",
        "--resume|2|none is named; add --output-dir",
        "--data text.txt|2|must go with --model DIR",
        "--batch-size 3|2|options of language models must go with --model DIR",
        "--max-length 8|2|options of language models must go with --model DIR",
        "--model nowhere|4|nowhere"
      })
  void mistakesEndWithRuleValueAndMend(String options, int code, String message) {
    Terminal terminal = sweep(options.split(" "));

    assertThat(terminal.err()).contains(message);
    assertThat(terminal.exitCode()).isEqualTo(code);
    assertThat(terminal.out()).isEmpty();
  }

  @Test
  void aDirectoryWithoutASweepIsNotResumed() throws Exception {
    Path empty = Files.createDirectory(place.resolve("empty"));

    assertThat(sweep("--output-dir", empty.toString(), "--resume").err())
        .contains("holds no run to resume");
    assertThat(sweep("--output-dir", empty.toString(), "--resume", "--overwrite").err())
        .contains("give one of them");
  }

  @Test
  void oneSeedIsSaidToGiveNoInterval() {
    JsonNode report = json("--seeds", "1");

    assertThat(widest(report).get("interval").isNull()).isTrue();
    assertThat(report.get("notes").toString()).contains("one seed gives no interval");
  }

  /** The example of the help: muP's best rate stays, the control's falls. */
  @Test
  @Tag("slow")
  void theBuiltInNetworksTellMupFromTheStandardParametrization() {
    JsonNode report =
        Terminal.eido(
                "transfer",
                "sweep",
                "--widths",
                "64,128,256",
                "--lrs",
                "2^-11:2^-4",
                "--optimizer",
                "adam",
                "--json")
            .json();
    JsonNode maximal = report.get("arms").get(0);
    JsonNode standard = report.get("arms").get(1);

    // the limits of a run with PyTorch to width 1024, whose slopes were -0.13 and -1.33
    assertThat(maximal.get("drift").asDouble()).isBetween(-0.5, 0.5);
    assertThat(standard.get("drift").asDouble()).isLessThan(-0.8);
    assertThat(standard.get("transfers").asBoolean()).isFalse();
    assertThat(widest(report).get("loss").asDouble())
        .isLessThan(standard.get("widths").get(2).get("loss").asDouble());
  }
}
