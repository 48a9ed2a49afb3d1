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

/** {@code eido signal jacobian}, as a user gives it. */
class SignalJacobianCommandTest {
  @TempDir private Path place;

  @Test
  @Proves("signal jacobian --layers --sparsity --common --fan-in --json")
  void depthsAndSparsitiesAreThoseThatWereAskedFor() {
    JsonNode report =
        jacobian("--layers", "3,5", "--sparsity", "0.99", "--common", "4", "--fan-in", "1500");

    assertThat(report.get("products").size()).isEqualTo(2);
    // Digits of a second program.
    assertThat(report.at("/products/1/limit_norm").asDouble()).isEqualTo(5.2223341, within(1e-7));
    assertThat(report.at("/products/1/limit_moment").asDouble()).isEqualTo(11, within(1e-12));
    assertThat(report.at("/pruning/0/magnitude_factor").asDouble())
        .isEqualTo(3.440274, within(1e-6));
    assertThat(report.at("/pruning/0/random_factor").asDouble()).isEqualTo(10, within(1e-12));
    assertThat(report.at("/pruning/0/connectivity").asDouble())
        .isEqualTo(15 / Math.log(1500), within(1e-12));
    assertThat(report.at("/correlated/0/limit_norm").asDouble()).isEqualTo(2.5, within(1e-12));
    assertThat(report.at("/notes/0").asString()).contains("15.0 of 1500 inputs");
  }

  @Test
  void fanInIsTheWidthUnlessGiven() {
    assertThat(jacobian().get("fan_in").asInt()).isEqualTo(12);
    assertThat(jacobian("--fan-in", "12")).isEqualTo(jacobian());
  }

  @Test
  @Proves("signal jacobian --activation --q --weights")
  void activationVarianceAndWeightsMoveTheMoment() {
    double tanh = moment("--activation", "tanh", "--q", "0.5120785042");

    // Five layers at the edge of chaos with sigma_b = 0.2, digits of a second program.
    assertThat(tanh).isEqualTo(1 + 5 * 1.306743, within(1e-5));
    assertThat(moment("--activation", "tanh")).isGreaterThan(tanh + 0.5);
    assertThat(moment("--activation", "tanh", "--q", "0.5120785042", "--weights", "orthogonal"))
        .isEqualTo(tanh - 5, within(1e-9));
    assertThat(moment("--activation", "relu", "--q", "1", "--weights", "gaussian")).isEqualTo(11);
  }

  private static double moment(String... options) {
    return jacobian(options).at("/products/0/limit_moment").asDouble();
  }

  @Test
  @Proves("signal jacobian --width --draws --seed")
  void drawsFollowTheirOptions() {
    JsonNode drawn = jacobian().at("/products/0/norm");

    assertThat(jacobian("--seed", "1").at("/products/0/norm")).isEqualTo(drawn);
    assertThat(jacobian("--seed", "2").at("/products/0/norm")).isNotEqualTo(drawn);
    assertThat(jacobian("--draws", "3").at("/products/0/norm")).isNotEqualTo(drawn);
    assertThat(jacobian("--width", "13").at("/products/0/norm")).isNotEqualTo(drawn);
  }

  @Test
  void textShowsFactorsAndWarnings() {
    assertThat(Terminal.eido(line("--sparsity", "0.9")).out())
        .contains("Factor on the weights that remain", "3.162", "1.509", "no")
        .contains("! sparsity 0.9 leaves 1.2 of 12 inputs");
  }

  @Test
  @Proves("signal jacobian --output-dir --overwrite --config --set")
  void directoryKeepsTheResultAndItsFiguresAndIsNotReplaced() throws Exception {
    String out = place.resolve("out").toString();
    Path settings = Files.writeString(place.resolve("j.yaml"), "layers: [2, 3]\n");
    String[] line = {
      "signal",
      "jacobian",
      "--width",
      "10",
      "--draws",
      "2",
      "--config",
      "" + settings,
      "--output-dir",
      out
    };

    Terminal first = Terminal.eido(line);

    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(Json.readObject(Path.of(out, "result.json")).get("products").size()).isEqualTo(2);
    assertThat(Path.of(out, "report.html"))
        .content()
        .contains("figure-jacobian-norm", "figure-jacobian-rescale", "Stability of the Jacobian");
    assertThat(Terminal.eido(line).err()).contains("must be new or empty");
    line[line.length - 1] = place.resolve("other").toString();
    assertThat(Terminal.eido(line).exitCode()).isZero();
    assertThat(jacobian("--set", "layers=[2, 3]").get("products").size()).isEqualTo(2);
    assertThat(
            Terminal.eido(
                    "signal",
                    "jacobian",
                    "--width",
                    "10",
                    "--draws",
                    "2",
                    "--output-dir",
                    out,
                    "--overwrite")
                .exitCode())
        .isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--activation rleu|no activation is called 'rleu'; did you mean relu?",
        "--q 0|the variance of the pre-activations must be positive and finite, got 0.0",
        "--weights sparse|'sparse'",
        "--layers 0|a number of layers must be at least 1, got 0",
        "--sparsity 1|a sparsity must be at least 0 and below 1, got 1.0",
        "--fan-in 1|fan_in must be at least 2, got 1",
        "--common -1|a strength, which is at most the width, must lie between 0.0 and 200.0, got -1.0",
        "--common 300|a strength, which is at most the width, must lie between 0.0 and 200.0, got 300.0",
        "--width 1|the width must be at least 2, got 1",
        "--draws 1|the number of draws must be at least 2, got 1",
        "--width 2000|lower --width, --draws or the depths"
      })
  void mistakesOfUseEndWithTwo(String options, String message) {
    Terminal terminal = Terminal.eido(("signal jacobian " + options).split(" "));

    assertThat(terminal.err()).contains(message);
    assertThat(terminal.exitCode()).isEqualTo(2);
    assertThat(terminal.out()).isEmpty();
  }

  @Test
  void examplesOfTheHelpRun() {
    SignalExamples.run("jacobian", place, "--width", "12", "--draws", "2");
  }

  private static JsonNode jacobian(String... options) {
    List<String> all = new ArrayList<>(List.of(line(options)));
    all.add("--json");
    return Terminal.eido(all.toArray(String[]::new)).json();
  }

  /** Five layers of width 12, unless told otherwise. */
  private static String[] line(String... options) {
    List<String> all = new ArrayList<>(List.of("signal", "jacobian"));
    List<String> given = List.of(options);
    for (List<String> usual :
        List.of(
            List.of("--layers", "5"),
            List.of("--width", "12"),
            List.of("--draws", "2"),
            List.of("--common", "4"))) {
      if (!given.contains(usual.get(0)) && !given.contains("--set")) {
        all.addAll(usual);
      }
    }
    if (given.contains("--set")) {
      all.addAll(List.of("--width", "12", "--draws", "2"));
    }
    all.addAll(given);
    return all.toArray(String[]::new);
  }
}
