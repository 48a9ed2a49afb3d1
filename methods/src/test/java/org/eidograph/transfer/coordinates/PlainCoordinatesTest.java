// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.coordinates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.eidograph.theory.scaling.sweep.CoordinateCheck.Outcome;
import org.eidograph.theory.scaling.sweep.LineFit;
import org.eidograph.torch.LinearAlgebra;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Coordinate checks of small networks under autograd. The expected slopes were measured with
 * PyTorch on the same networks and other random numbers, at widths to 1024 and five seeds.
 */
@Tag("slow")
class PlainCoordinatesTest {
  private static final DenseNetworks DENSE = new DenseNetworks(32, 0);
  private static final ResidualNetworks RESIDUAL = new ResidualNetworks(16, 0);
  private static final List<String> HIDDEN = List.of("layer 1", "layer 2", "layer 3");

  /** What is promised of a flat module. */
  private static final double FLAT = 0.15;

  /** PyTorch: 0.00, -0.05, -0.07 and logits -0.11 after a step; SP 0.00, 0.89, 1.04, 1.47. */
  @Test
  void mupIsFlatUnderAdamAndSpIsNot() {
    CoordinateReport report = dense("mup", "adam", false);

    for (String module : HIDDEN) {
      assertThat(Checks.slope(report.tested(), module, 1)).as(module).isBetween(-FLAT, FLAT);
    }
    for (String module : List.of("layer 2", "layer 3", "logits")) {
      assertThat(Checks.slope(report.control(), module, 1)).as(module).isGreaterThan(0.4);
    }
    assertThat(report.outcome()).isIn(Outcome.PASSES, Outcome.PASSES_WITH_WARNINGS);
    assertThat(report.failing()).isEmpty();
  }

  /** PyTorch: 0.00 everywhere after three steps of Adam, at most 0.03 after two of SGD. */
  @ParameterizedTest
  @ValueSource(strings = {"adam", "sgd"})
  void headFromZeroTakesTheTransientAway(String optimizer) {
    CoordinateReport report = dense("mup", optimizer, true);

    for (ModuleSlopes module : report.tested().modules()) {
      assertThat(module.last().change()).as(module.module()).isBetween(-FLAT, FLAT);
    }
    assertThat(report.outcome()).isEqualTo(Outcome.PASSES);
  }

  /** PyTorch after two steps: 0.00, -0.09, -0.16, -0.20; SP -0.46, 0.57, 0.50, 0.83. */
  @Test
  void spGrowsUnderGradientDescentToo() {
    CoordinateReport report = dense("mup", "sgd", false);

    for (String module : List.of("layer 2", "layer 3", "logits")) {
      assertThat(Checks.slope(report.control(), module, 2)).as(module).isGreaterThan(0.4);
    }
    for (String module : HIDDEN) {
      // -0.16 is published for the third; the tolerance of other random numbers on top
      assertThat(Checks.slope(report.tested(), module, 2)).as(module).isBetween(-0.25, FLAT);
    }
  }

  /** PyTorch after two steps: -0.49, -0.56, -0.62, logits -0.15. */
  @Test
  void featuresOfTheNeuralTangentLimitDieOut() {
    CoordinateReport report = dense("ntp", "sgd", false);

    for (String module : HIDDEN) {
      assertThat(Checks.slope(report.tested(), module, 2)).as(module).isLessThan(-0.35);
    }
    assertThat(report.outcome()).isEqualTo(Outcome.FAILS);
    assertThat(report.failing()).containsAll(HIDDEN);
  }

  /** A random readout's outputs shrink as n^-1/2 before the first step. */
  @Test
  void logitsStartAtTheRoot() {
    CoordinateReport report = dense("mup", "adam", false);
    Double size = report.tested().modules().get(3).steps().get(0).size();

    // three seeds of ten outputs scatter by about 10 %, over three octaves
    assertThat(size).isCloseTo(-0.5, within(0.15));
  }

  /** Claim P6; PyTorch gave +0.89, +0.01 and -0.07 after three steps. */
  @Test
  void streamFollowsTheDepthWithoutADepthRuleAlone() {
    CoordinateReport complete = residual("completep");
    CoordinateReport half = residual("depth-mup");

    assertThat(Checks.slope(complete.control(), ResidualNetworks.LAST, 3)).isGreaterThan(0.7);
    assertThat(Checks.slope(complete.tested(), ResidualNetworks.LAST, 3)).isBetween(-FLAT, FLAT);
    assertThat(Checks.slope(half.tested(), ResidualNetworks.LAST, 3)).isBetween(-FLAT, FLAT);
    assertThat(complete.failing()).isEmpty();
    assertThat(half.failing()).isEmpty();
    assertThat(residual("mup").failing()).contains(ResidualNetworks.LAST);
  }

  /**
   * Claim P7, with the loss of these networks, cross-entropy: norms of effective steps follow
   * √(fan_out/fan_in); PyTorch gave 0.44, 0.00, -0.01 and -0.55, under SP +1.04 and +1.01 inside.
   */
  @Test
  void stepsHaveTheWantedSpectralNorms() {
    // the claim's tolerance, for few seeds at moderate widths
    assertThat(stepNorm("mup", "layer 1")).isCloseTo(0.5, within(0.12));
    assertThat(stepNorm("mup", "layer 2")).isCloseTo(0, within(0.12));
    assertThat(stepNorm("mup", "layer 3")).isCloseTo(0, within(0.12));
    assertThat(stepNorm("mup", "logits")).isCloseTo(-0.5, within(0.12));
    assertThat(stepNorm("sp", "layer 2")).isGreaterThan(0.8);
    assertThat(stepNorm("sp", "layer 3")).isGreaterThan(0.8);
  }

  private static double stepNorm(String parametrization, String matrix) {
    int[] widths = {64, 128, 256, 512};
    double[] n = new double[widths.length];
    double[] norms = new double[widths.length];
    for (int i = 0; i < widths.length; i++) {
      n[i] = widths[i];
      for (long seed = 0; seed < 3; seed++) {
        try (PlainNetwork network =
            DENSE.draw(Checks.rules(parametrization, "adam", false), 64, widths[i], seed)) {
          norms[i] += stepNorm(network, matrix);
        }
      }
    }
    return LineFit.ofPowers(n, norms).slope();
  }

  private static double stepNorm(PlainNetwork network, String matrix) {
    try (Scope scope = Scope.open()) {
      Tensor before = network.effective(matrix).copy();
      for (int step = 0; step < 3; step++) {
        network.step();
      }
      try (NoGrad off = NoGrad.on()) {
        Tensor change = network.effective(matrix).sub(before);
        return LinearAlgebra.svd(change).s().max().item();
      }
    }
  }

  private static CoordinateReport dense(
      String parametrization, String optimizer, boolean zeroReadout) {
    return Checks.report(
        Checks.request(
            DENSE, Checks.rules(parametrization, optimizer, zeroReadout), 3, 64, 128, 256, 512));
  }

  private static CoordinateReport residual(String parametrization) {
    return Checks.report(
        Checks.request(RESIDUAL, Checks.rules(parametrization, "adam", true), 3, 2, 4, 8, 16, 32));
  }
}
