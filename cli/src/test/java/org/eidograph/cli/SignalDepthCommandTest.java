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

/** {@code eido signal depth}; the numbers are tested in theory and methods. */
class SignalDepthCommandTest {
  @TempDir private Path place;

  @Test
  void depthIsTheOneReadmeShows() throws Exception {
    Terminal terminal =
        depth("--activation", "tanh", "--sigma-w", "1", "--sigma-b", "0.5", "--depth", "100");

    assertThat(terminal.exitCode()).isZero();
    Snippet.check("signal-depth", terminal.out());
  }

  /** Without scales the network stands on the edge of chaos. */
  @Test
  @Proves("signal depth --activation --sigma-w --sigma-b --json")
  void scalesAreThoseOfTheEdgeUnlessGiven() {
    JsonNode edge = depth("--activation", "tanh", "--depth", "30", "--json").json();
    JsonNode wider =
        depth("--activation", "tanh", "--depth", "30", "--sigma-w", "2", "--json").json();
    JsonNode biased =
        depth("--activation", "tanh", "--depth", "30", "--sigma-b", "0.5", "--json").json();

    assertThat(edge.get("phase").stringValue()).isEqualTo("edge");
    assertThat(edge.get("sigma_w").doubleValue()).isCloseTo(1.3041458401, within(1e-7));
    assertThat(edge.get("trainable_depth").isNull()).isTrue();
    assertThat(wider.get("phase").stringValue()).isEqualTo("chaotic");
    assertThat(biased.get("sigma_w").doubleValue()).isCloseTo(1.5496739125, within(1e-7));
  }

  /** ReLU: Σ¹ = 2·v and c¹ = c_0 exactly. */
  @Test
  @Proves("signal depth --depth --correlation --input-variance")
  void inputsAndDepthMoveThePath() {
    JsonNode usual = depth("--activation", "relu", "--json").json();
    JsonNode other =
        depth(
                "--activation",
                "relu",
                "--input-variance",
                "3",
                "--correlation",
                "0.25",
                "--depth",
                "10",
                "--json")
            .json();

    assertThat(usual.get("path").size()).isEqualTo(9);
    assertThat(other.get("path").size()).isEqualTo(5);
    assertThat(other.at("/path/0/variance").doubleValue()).isCloseTo(6, within(1e-12));
    assertThat(other.at("/path/0/correlation").doubleValue()).isCloseTo(0.25, within(1e-12));
    assertThat(depth("--activation", "relu", "--correlation", "0.5", "--depth", "1000", "--json"))
        .extracting(Terminal::out)
        .isEqualTo(depth("--activation", "relu", "--input-variance", "1", "--json").out());
  }

  @Test
  @Proves("signal depth --output-dir --overwrite --config --set")
  void directoryKeepsResultAndPage() throws Exception {
    Path run = place.resolve("run");
    Path file = Files.writeString(place.resolve("s.yaml"), "activation: relu\ndepth: 20\n");
    String[] line = {"--config", file.toString(), "--output-dir", run.toString(), "--json"};

    Terminal first = depth(line);
    Terminal again = depth(line);
    Terminal replaced =
        depth(
            "--config",
            file.toString(),
            "--output-dir",
            run.toString(),
            "--overwrite",
            "--set",
            "depth=5",
            "--json");

    assertThat(first.json().get("path").size()).isEqualTo(5);
    assertThat(again.err()).contains("must be new or empty");
    assertThat(replaced.json().get("path").size()).isEqualTo(4);
    assertThat(Json.readObject(run.resolve("result.json"))).isEqualTo(replaced.json());
    assertThat(run.resolve("report.html")).content().contains("How deep can it be?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--activation rleu|did you mean relu?",
        "--activation relu --depth 0|depth must be at least 1, got 0",
        "--activation relu --sigma-w 0|sigmaW must be positive and finite, got 0.0",
        "--activation relu --sigma-b 0.1|relu has none at sigmaB 0.1",
        "--activation tanh --sigma-w -2|sigmaW must be zero or positive, and finite, got -2.0",
        "--activation tanh --correlation 2|must lie between -1.0 and 1.0, got 2.0",
        "--activation tanh --input-variance 0|input variance must be positive and finite, got 0.0",
        "--depth 3|Missing required option"
      })
  void mistakesSayRuleValueAndMend(String options, String message) {
    Terminal terminal = depth(options.split(" "));

    assertThat(terminal.err()).contains(message);
    assertThat(terminal.exitCode()).isEqualTo(2);
    assertThat(terminal.out()).isEmpty();
  }

  private static Terminal depth(String... options) {
    List<String> line = new ArrayList<>(List.of("signal", "depth"));
    line.addAll(List.of(options));
    return Terminal.eido(line.toArray(String[]::new));
  }
}
