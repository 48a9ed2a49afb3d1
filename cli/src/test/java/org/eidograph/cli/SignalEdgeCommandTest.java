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

/** {@code eido signal edge}; the numbers are tested in theory and methods. */
class SignalEdgeCommandTest {
  @TempDir private Path place;

  @Test
  void edgeIsTheOneReadmeShows() throws Exception {
    Terminal terminal = edge("--activation", "tanh", "--sigma-b", "0.2");

    assertThat(terminal.exitCode()).isZero();
    Snippet.check("signal-edge", terminal.out());
  }

  @Test
  @Proves("signal edge --activation --json")
  void jsonHasItsPromisedKeysAndNullsWhereNothingIs() {
    JsonNode tanh = edge("--activation", "tanh", "--sigma-b", "0.2", "--json").json();
    JsonNode relu = edge("--activation", "relu", "--json").json();
    JsonNode softplus = edge("--activation", "softplus", "--sigma-b", "0.2", "--json").json();

    assertThat(tanh.get("sigma_w").doubleValue()).isCloseTo(1.3041458401, within(1e-9));
    assertThat(tanh.get("q").doubleValue()).isCloseTo(0.5120785042, within(1e-9));
    assertThat(tanh.get("f_prime").doubleValue()).isCloseTo(0.542564, within(1e-6));
    assertThat(tanh.get("beta").doubleValue()).isCloseTo(7.083738, within(1e-6));
    assertThat(tanh.get("stable").booleanValue()).isTrue();
    assertThat(tanh.get("status").stringValue()).isEqualTo("unique");
    assertThat(relu.get("status").stringValue()).isEqualTo("any");
    assertThat(relu.get("q").isNull()).isTrue();
    assertThat(relu.get("sigma_w").doubleValue()).isCloseTo(Math.sqrt(2), within(1e-15));
    assertThat(softplus.get("status").stringValue()).isEqualTo("none");
    assertThat(softplus.get("sigma_w").isNull()).isTrue();
  }

  @Test
  @Proves("signal edge --sigma-b --q")
  void biasAndVarianceMoveTheSamePoint() {
    Terminal usual = edge("--activation", "tanh", "--json");
    JsonNode byBias = edge("--activation", "tanh", "--sigma-b", "0.5", "--json").json();
    String q = byBias.get("q").toString();
    JsonNode byVariance = edge("--activation", "tanh", "--q", q, "--json").json();

    assertThat(edge("--activation", "tanh", "--sigma-b", "0.2", "--json").out())
        .isEqualTo(usual.out());
    assertThat(byBias).isNotEqualTo(usual.json());
    assertThat(byVariance.get("sigma_b").doubleValue()).isCloseTo(0.5, within(1e-12));
  }

  @Test
  @Proves("signal edge --depth")
  void depthRanksTheUsualOrTheGivenActivations() {
    JsonNode usual = edge("--depth", "50", "--json").json();
    JsonNode given = edge("--depth", "50", "--activation", "relu,tanh", "--json").json();
    JsonNode deeper = edge("--depth", "200", "--activation", "relu,tanh", "--json").json();
    JsonNode biased =
        edge("--depth", "50", "--activation", "relu,tanh", "--sigma-b", "0.5", "--json").json();

    assertThat(usual.get("activations").size()).isEqualTo(16);
    assertThat(given.at("/activations/0/activation").stringValue()).isEqualTo("tanh");
    assertThat(given.get("activations").size()).isEqualTo(2);
    assertThat(deeper.at("/activations/0/remaining").doubleValue())
        .isLessThan(given.at("/activations/0/remaining").doubleValue());
    assertThat(biased.at("/activations/0/sigma_w").doubleValue())
        .isCloseTo(1.5496739125, within(1e-7));
    assertThat(edge("--depth", "50").out()).contains("1 - c falls as", "variance unstable");
  }

  @Test
  @Proves("signal edge --output-dir --overwrite --config --set")
  void directoryKeepsResultAndPageAndIsNotReplacedUnasked() throws Exception {
    Path run = place.resolve("run");
    Path file = Files.writeString(place.resolve("s.yaml"), "activation: [silu]\nsigma_b: 0.3\n");
    List<String> line = List.of("--config", file.toString(), "--output-dir", run.toString());

    Terminal first = edge(line);
    Terminal again = edge(line);
    List<String> more = new ArrayList<>(line);
    more.addAll(List.of("--overwrite", "--set", "sigma_b=0.5", "--json"));
    Terminal replaced = edge(more);

    assertThat(first.err()).contains("figures in " + run.resolve("report.html"));
    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.err()).contains("must be new or empty");
    assertThat(replaced.json().get("sigma_w").doubleValue()).isCloseTo(1.4569474244, within(1e-7));
    assertThat(Json.readObject(run.resolve("result.json"))).isEqualTo(replaced.json());
    assertThat(run.resolve("report.html")).content().contains("Edge of chaos", "silu");
    assertThat(run.resolve("run.yaml")).content().contains("sigma_b: 0.5");
  }

  @Test
  void rankingHasAPageToo() {
    Path run = place.resolve("run");

    edge("--depth", "20", "--activation", "relu,tanh", "--output-dir", run.toString());

    assertThat(run.resolve("report.html")).content().contains("Activations for a depth");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--activation tahn|no activation is called 'tahn'; did you mean tanh?",
        "--sigma-b 0.2|--activation must name one activation, got 0",
        "--activation tanh,relu|got 2; give one, or --depth to compare several",
        "--activation tanh --sigma-b -1|sigmaB must be zero or positive, and finite, got -1.0",
        "--activation tanh --sigma-b NaN|sigmaB must be zero or positive, and finite, got NaN",
        "--activation tanh --q 0|variance q must be positive and finite, got 0.0",
        "--activation softplus --q 1|sigmaB^2 = q - E[phi^2]/E[phi'^2] must not be negative",
        "--activation tanh --q 1 --sigma-b 1|each fix the point, got 1.0 and 1.0; leave one out",
        "--depth 10 --q 1|a ranking compares activations at one --sigma-b, got --q 1.0",
        "--depth 0|depth must be at least 1, got 0",
        "--depth 10 --sigma-b 0|sigmaB must be positive and finite, got 0.0"
      })
  void mistakesSayRuleValueAndMend(String options, String message) {
    Terminal terminal = edge(options.split(" "));

    assertThat(terminal.err()).contains(message);
    assertThat(terminal.exitCode()).isEqualTo(2);
    assertThat(terminal.out()).isEmpty();
  }

  private static Terminal edge(List<String> options) {
    return edge(options.toArray(String[]::new));
  }

  private static Terminal edge(String... options) {
    List<String> line = new ArrayList<>(List.of("signal", "edge"));
    line.addAll(List.of(options));
    return Terminal.eido(line.toArray(String[]::new));
  }
}
