// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** {@code eido signal resnet}, as a user gives it. */
class SignalResnetCommandTest {
  /** Digits of JSON numbers. */
  private static final double EXACT = 1e-12;

  @TempDir private Path place;

  @Test
  void tableIsTheOneReadmeShows() throws Exception {
    Terminal terminal = Terminal.eido("signal", "resnet", "--branches", "48");

    assertThat(terminal.exitCode()).as(terminal.err()).isZero();
    Snippet.check("signal-resnet", terminal.out());
  }

  @Test
  @Proves("signal resnet --branches --sigma-w --correlation --schedule --json")
  void depthScaleAndCorrelationChangeTheNumbers() {
    JsonNode deep = resnet("--branches", "1000", "--schedule", "uniform", "--sigma-w", "1");
    JsonNode close = resnet("--branches", "1000", "--schedule", "uniform", "--correlation", "0.9");

    // Digits of a second program.
    assertThat(line(deep).get("correlation").asDouble()).isEqualTo(0.5502579817, within(1e-9));
    assertThat(line(deep).get("log_variance").asDouble()).isEqualTo(0.4998750417, within(1e-9));
    assertThat(deep.at("/advice/residual_scale").asDouble())
        .isEqualTo(1 / Math.sqrt(1000), within(EXACT));
    assertThat(line(close).get("correlation").asDouble()).isGreaterThan(0.9);
  }

  @Test
  void defaultsNamedChangeNothing() {
    JsonNode named =
        resnet(
            "--branches",
            "100",
            "--schedule",
            "none,uniform,decreasing,pre-norm",
            "--offset",
            "0",
            "--correlation",
            "0.5",
            "--sigma-w",
            String.valueOf(Math.sqrt(2)));

    assertThat(named).isEqualTo(resnet());
    assertThat(named.get("schedules").size()).isEqualTo(4);
  }

  @Test
  @Proves("signal resnet --offset")
  void offsetTamesTheFirstBranch() {
    JsonNode plain = resnet("--schedule", "decreasing");
    JsonNode tamed = resnet("--schedule", "decreasing", "--offset", "3");

    assertThat(line(plain).get("first_scale").asDouble()).isEqualTo(1 / Math.log(2), within(EXACT));
    assertThat(line(tamed).get("first_scale").asDouble())
        .isEqualTo(1 / (2 * Math.log(5)), within(EXACT));
    assertThat(plain.get("notes").toString()).contains("above 1");
    assertThat(tamed.get("notes").toString()).doesNotContain("above 1");
  }

  @Test
  @Proves("signal resnet --growth")
  void growthSetsTheScale() {
    JsonNode advice = resnet("--growth", "4", "--branches", "10").get("advice");

    // σ_w² = 2: (1 + λ²)^10 = 4.
    double scale = advice.get("residual_scale").asDouble();
    assertThat(Math.pow(1 + scale * scale, 10)).isEqualTo(4, within(1e-12));
  }

  @Test
  @Proves("signal resnet --width --networks --seed")
  void drawnNetworksFollowTheirOptions() {
    String[] few = {"--schedule", "uniform", "--width", "16", "--networks", "4", "--seed", "5"};
    JsonNode drawn = line(signal(few)).get("drawn_log_variance");

    assertThat(line(signal(few)).get("drawn_log_variance")).isEqualTo(drawn);
    for (String[] other : List.of(with(few, 7, "6"), with(few, 5, "5"), with(few, 3, "17"))) {
      assertThat(line(signal(other)).get("drawn_log_variance")).isNotEqualTo(drawn);
    }
    assertThat(line(resnet()).get("drawn_log_variance").isNull()).isTrue();
  }

  private static String[] with(String[] options, int index, String value) {
    String[] changed = options.clone();
    changed[index] = value;
    return changed;
  }

  @Test
  @Proves("signal resnet --output-dir --overwrite --config --set")
  void directoryKeepsTheResultAndItsFiguresAndIsNotReplaced() throws Exception {
    String out = place.resolve("out").toString();
    Path settings = Files.writeString(place.resolve("r.yaml"), "branches: 20\nnetworks: 0\n");
    String[] line = {"signal", "resnet", "--config", settings.toString(), "--output-dir", out};

    JsonNode result = json(with("--json", line));

    assertThat(result.get("branches").asInt()).isEqualTo(20);
    assertThat(Json.readObject(Path.of(out, "result.json"))).isEqualTo(result);
    assertThat(Path.of(out, "report.html"))
        .content()
        .contains("figure-residual-growth", "figure-residual-correlation", "Stable ResNet");
    assertThat(Terminal.eido(line).err()).contains("must be new or empty");
    assertThat(Terminal.eido(with("--overwrite", line)).exitCode()).isZero();
    assertThat(
            json(with("--json", "signal", "resnet", "--set", "branches=7")).get("branches").asInt())
        .isEqualTo(7);
  }

  private static String[] with(String last, String... line) {
    List<String> all = new ArrayList<>(List.of(line));
    all.add(last);
    return all.toArray(String[]::new);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--branches 0|the number of branches must be at least 1, got 0",
        "--schedule unifrom|got 'unifrom'; did you mean uniform?",
        "--sigma-w 0|sigmaW must be positive and finite, got 0.0",
        "--correlation 2|must lie between -1.0 and 1.0, got 2.0",
        "--growth 1|a growth must be above 1 and finite, got 1.0",
        "--offset -1|the offset of a decreasing schedule must be at least 0, got -1",
        "--networks 1|networks must be at least 2, got 1",
        "--width 0|width must be at least 1, got 0",
        "--branches 1000000|lower --networks or --width, or draw none with --networks 0",
        "--branches 2000000000 --networks 0|at most 10000000, got 2000000000",
        "--branches many|'many'"
      })
  void mistakesOfUseEndWithTwo(String options, String message) {
    Terminal terminal = Terminal.eido(("signal resnet " + options).split(" "));

    assertThat(terminal.err()).contains(message);
    assertThat(terminal.exitCode()).isEqualTo(2);
    assertThat(terminal.out()).isEmpty();
  }

  @Test
  void examplesOfTheHelpRun() {
    SignalExamples.run("resnet", place, "--networks", "0");
  }

  private static JsonNode line(JsonNode report) {
    return report.get("schedules").get(0);
  }

  /** Without drawing. */
  private static JsonNode resnet(String... options) {
    List<String> all = new ArrayList<>(List.of("--networks", "0"));
    all.addAll(List.of(options));
    return signal(all.toArray(String[]::new));
  }

  private static JsonNode signal(String... options) {
    List<String> all = new ArrayList<>(List.of("signal", "resnet", "--json"));
    all.addAll(List.of(options));
    return json(all.toArray(String[]::new));
  }

  private static JsonNode json(String... line) {
    return Terminal.eido(line).json();
  }
}
