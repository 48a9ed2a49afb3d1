// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eidograph.base.Json;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensors;
import org.eidograph.torch.safetensors.SafetensorsWriter;
import org.eidograph.torch.safetensors.TensorSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** {@code eido signal kernel}; the entries are tested in theory and methods. */
class SignalKernelCommandTest {
  private static final String POINTS = "../docs/examples/points.csv";

  @TempDir private Path place;

  /** K12 = 2.7029591222 for ReLU of three layers at 60 degrees, by a separate recursion. */
  @Test
  @Proves("signal kernel --activation --depth --angles --pair --input-variance --json")
  void anglesAndPairsAreThoseOfTheRecursion() {
    JsonNode grid = kernel("--activation", "relu", "--depth", "3", "--angles", "7").json();
    JsonNode pair = kernel("--activation", "relu", "--depth", "3", "--pair", "1,1,60").json();
    JsonNode scaled = kernel("--activation", "relu", "--depth", "3", "--pair", "4,1,60").json();
    JsonNode larger =
        kernel("--activation", "relu", "--depth", "3", "--input-variance", "4").json();

    assertThat(grid.get("pairs").size()).isEqualTo(7);
    assertThat(grid.at("/pairs/2/ntk").doubleValue()).isCloseTo(2.7029591222, within(1e-9));
    assertThat(pair.at("/pairs/0/ntk").doubleValue()).isCloseTo(2.7029591222, within(1e-9));
    // homogeneous of degree 1 in each input
    assertThat(scaled.at("/pairs/0/ntk").doubleValue()).isCloseTo(2 * 2.7029591222, within(1e-9));
    assertThat(larger.get("ntk1").doubleValue()).isCloseTo(24, within(1e-9));
    assertThat(larger.get("pairs").size()).isEqualTo(9);
  }

  @Test
  @Proves("signal kernel --architecture --sigma-w --sigma-b --branch-scale")
  void architectureFollowsItsOptions() {
    String[] residual = {"--architecture", "residual", "--activation", "relu", "--depth", "10"};

    // q = e^(U) in the limit, (1 + 1/20)^10 here; (1 + 1/2)^10 unscaled
    assertThat(diagonal(residual, "--sigma-w", "1")).isCloseTo(Math.pow(1.05, 10), within(1e-12));
    assertThat(diagonal(residual, "--sigma-w", "1", "--branch-scale", "none"))
        .isCloseTo(Math.pow(1.5, 10), within(1e-10));
    assertThat(diagonal(residual, "--sigma-w", "1", "--branch-scale", "uniform"))
        .isEqualTo(diagonal(residual, "--sigma-w", "1"));
    assertThat(diagonal(residual, "--sigma-w", "1", "--sigma-b", "1"))
        .isGreaterThan(diagonal(residual, "--sigma-w", "1"));
    // q_0 + l·v with v = σ_w²/2 and λ² = 1/10
    String[] normed = {"--architecture", "pre-norm", "--activation", "relu", "--depth", "10"};
    assertThat(diagonal(normed, "--sigma-w", "1")).isCloseTo(1.5, within(1e-12));
  }

  @Test
  @Proves("signal kernel --inputs --output --kernel --workers")
  void fileOfInputsGivesAFileOfMatrices() {
    Path file = place.resolve("gram.safetensors");
    String[] line = {"--activation", "erf", "--depth", "2", "--inputs", POINTS};

    Terminal both = kernel(line, "--output", file.toString());
    Terminal one = kernel(line, "--output", file.toString(), "--workers", "1");

    assertThat(both.err()).contains("4 inputs need 0.3 kB on disk");
    assertThat(both.json().get("bytes").intValue()).isEqualTo(256);
    assertThat(one.out()).isEqualTo(both.out());
    try (TensorSource source = TensorSource.open(file)) {
      assertThat(source.names()).containsExactlyInAnyOrder("nngp", "ntk");
      assertThat(source.info("ntk").shape()).containsExactly(4, 4);
    }
    Terminal ntk = kernel(line, "--output", file.toString(), "--kernel", "ntk");
    assertThat(ntk.json().get("bytes").intValue()).isEqualTo(128);
    assertThat(ntk.json().get("nngp").isNull()).isTrue();
  }

  @Test
  @Proves("signal kernel --tensor")
  void tensorChoosesFromAFileOfSeveral() {
    Path inputs = place.resolve("in.safetensors");
    try (Scope scope = Scope.open()) {
      SafetensorsWriter.write(
          inputs,
          Map.of(
              "a", Tensors.ofFloats(new float[] {1, 2, 3, 4}, 2, 2),
              "b", Tensors.ofFloats(new float[] {1, 2, 3, 4, 5, 6}, 3, 2)));
    }
    String[] line = {
      "--activation",
      "relu",
      "--depth",
      "2",
      "--inputs",
      inputs.toString(),
      "--output",
      place.resolve("g").toString()
    };

    assertThat(kernel(line, "--tensor", "b").json().get("inputs").intValue()).isEqualTo(3);
    assertThat(kernel(line).err()).contains("choose one with --tensor");
  }

  @Test
  @Proves("signal kernel --output-dir --overwrite --config --set")
  void directoryKeepsResultAndPage() throws Exception {
    Path run = place.resolve("run");
    Path file = Files.writeString(place.resolve("s.yaml"), "activation: relu\ndepth: 3\n");
    String[] line = {"--config", file.toString(), "--output-dir", run.toString()};

    Terminal first = kernel(line);
    Terminal again = kernel(line);
    Terminal replaced = kernel(line, "--overwrite", "--set", "depth=5");

    assertThat(first.json().get("ntk1").doubleValue()).isCloseTo(6, within(1e-12));
    assertThat(again.err()).contains("must be new or empty");
    assertThat(replaced.json().get("ntk1").doubleValue()).isCloseTo(10, within(1e-12));
    assertThat(Json.readObject(run.resolve("result.json"))).isEqualTo(replaced.json());
    assertThat(run.resolve("report.html")).content().contains("Kernels against the angle");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--activation relu --depth 0|2|--depth must be at least 1, got 0",
        "--activation relu --depth 3 --workers -1|2|--workers must be at least 0, got -1",
        "--activation relu --depth 2 --sigma-w 0|2|sigmaW must be positive and finite, got 0.0",
        "--activation relu --depth 2 --angles 1|2|number of angles must be at least 2, got 1",
        "--activation relu --depth 2 --pair 1,1|2|must be two mean squares and an angle, got 2",
        "--activation relu --depth 2 --pair 1,1,200|2|between 0.0 and 180.0, got 200.0",
        "--activation relu --depth 2 --pair -1,1,20|2|input variance q1 must be zero or positive",
        "--activation relu --depth 2 --pair 1,1,20 --angles 3|2|got several",
        "--activation relu --depth 2 --inputs x.csv|2|got one of the last two alone",
        "--activation tanh --depth 2 --inputs none.csv --output g|4|none.csv does not exist",
        "--activation exp --depth 8 --sigma-w 2 --sigma-b 0|2|must be positive and finite"
      })
  void mistakesSayRuleValueAndMend(String options, int code, String message) {
    Terminal terminal = kernel(options.split(" "));

    assertThat(terminal.err()).contains(message);
    assertThat(terminal.exitCode()).isEqualTo(code);
    assertThat(terminal.out()).isEmpty();
  }

  @Test
  void textShowsTheSameNumbers() {
    Terminal text = Terminal.eido("signal", "kernel", "--activation", "relu", "--depth", "3");

    assertThat(text.out()).contains("dense of 3, relu", "NTK of one input   6", "normalised NTK");
    assertThat(Terminal.eido("signal").err()).contains("a command must be named: ", "kernel");
  }

  private static double diagonal(String[] line, String... more) {
    return kernel(line, more).json().get("nngp1").doubleValue();
  }

  private static Terminal kernel(String[] line, String... more) {
    List<String> all = new ArrayList<>(List.of(line));
    all.addAll(List.of(more));
    return kernel(all.toArray(String[]::new));
  }

  private static Terminal kernel(String... options) {
    List<String> line = new ArrayList<>(List.of("signal", "kernel"));
    line.addAll(List.of(options));
    line.add("--json");
    return Terminal.eido(line.toArray(String[]::new));
  }
}
