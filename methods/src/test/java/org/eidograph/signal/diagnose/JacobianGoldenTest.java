// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.eidograph.base.Json;
import org.eidograph.model.CausalLm;
import org.eidograph.torch.Autograd;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Estimates against whole Jacobians by torch in float64 ({@code interop/signal}). */
@Tag("slow")
class JacobianGoldenTest {
  private static final DiagnoseSettings SETTINGS = new DiagnoseSettings(64, 20, 4);

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void estimatesAgreeWithTheWholeJacobian(int text) throws IOException {
    JsonNode exact = golden().get("texts").get(text);
    TextFigures figures;
    try (CausalLm model = RandomModels.trained()) {
      figures =
          Autograd.twiceDifferentiable(
              () -> TextFigures.of(ProbedModel.of(model), ints(exact.get("ids")), text, SETTINGS));
    }

    for (int level = 0; level <= 5; level++) {
      int l = level;
      Mean frobenius =
          Mean.of(Arrays.stream(figures.logNorms()).mapToDouble(row -> Math.exp(row[l])).toArray());
      // 11 comparisons of probes' means in two texts: 4 standard errors; the sphere makes the last
      // exact
      assertThat(frobenius.value())
          .isCloseTo(
              exact.get("frobenius").get(l).asDouble(),
              within(4 * Objects.requireNonNull(frobenius.standardError()) + 1e-6));
      // float32 through five blocks against float64: 1e-4 leaves two digits
      assertThat(figures.gradient()[l])
          .isCloseTo(exact.get("gradient_rms").get(l).asDouble(), Percentage.withPercentage(0.1));
      assertThat(figures.stream().logStream().get(l))
          .isCloseTo(exact.get("log_stream").get(l).asDouble(), within(1e-4));
    }
    // Lanczos comes from below and has converged after 20 steps on 512 dimensions
    assertThat(figures.norm())
        .isCloseTo(exact.get("norm").asDouble(), Percentage.withPercentage(1));
    for (int block = 0; block < 5; block++) {
      assertThat(figures.blockNorms()[block])
          .isCloseTo(exact.get("block_norms").get(block).asDouble(), Percentage.withPercentage(1));
    }
    Mean second =
        Mean.of(
            Arrays.stream(figures.logSecond())
                .map(log -> Math.exp(log) / Math.pow(exact.get("frobenius").get(0).asDouble(), 2))
                .toArray());
    assertThat(second.value())
        .isCloseTo(
            exact.get("second_moment_ratio").asDouble(),
            within(4 * Objects.requireNonNull(second.standardError())));
  }

  private static int[] ints(JsonNode node) {
    return IntStream.range(0, node.size()).map(i -> node.get(i).asInt()).toArray();
  }

  private static JsonNode golden() throws IOException {
    try (InputStream in = JacobianGoldenTest.class.getResourceAsStream("jacobian.json")) {
      byte[] bytes = Objects.requireNonNull(in).readAllBytes();
      return Json.parse(new String(bytes, StandardCharsets.UTF_8), "jacobian.json");
    }
  }
}
