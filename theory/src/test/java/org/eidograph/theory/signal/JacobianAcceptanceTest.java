// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.eidograph.theory.moments.Estimate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jacobians and pruning against the digits of a second program, to the given tolerances. */
class JacobianAcceptanceTest {
  @ParameterizedTest
  @CsvSource({"1, 2", "2, 2.5980762", "3, 3.0792014", "5, 3.8639", "10, 5.3415"})
  void limitingNorm(int factors, double value) { // JA-1
    assertThat(JacobianSpectrum.linearNorm(factors)).isEqualTo(value, within(1e-4));
  }

  @ParameterizedTest
  @CsvSource({"2, 3.3302", "5, 5.2223", "10, 7.3764", "20, 10.4285"})
  void limitingNormUnderMasks(int factors, double value) { // JA-4
    assertThat(JacobianSpectrum.maskedNorm(factors, 0.5, 2)).isEqualTo(value, within(1e-3));
  }

  @Test
  @Tag("slow")
  void tenLinearFactorsHaveTheirSecondMoment() { // JA-3
    double[] moments = new double[3];
    Arrays.setAll(moments, i -> JacobianSimulation.linear(600, 10, i).secondMomentRatio());

    assertThat(Estimate.ofSamples(moments).value() / 11).isEqualTo(1, within(0.06));
  }

  /**
   * Single draws leave 15 % (their logarithm has deviation √(5m/n)/2); the mean relative to the
   * first moment stays inside.
   */
  @ParameterizedTest
  @Tag("slow")
  @CsvSource({"2", "5", "10"})
  void drawnNormUnderMasks(int factors) { // JA-4, finite width
    double[] norms = new double[8];
    Arrays.setAll(norms, i -> JacobianSimulation.relu(400, factors, i).relativeNorm());
    Estimate norm = Estimate.ofSamples(norms);

    assertThat(norm.value() / JacobianSpectrum.maskedNorm(factors, 0.5, 2))
        .isEqualTo(1, within(0.15));
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, 0.99947475",
    "0.5, 0.92867408",
    "0.8, 0.64982032",
    "0.9, 0.43928606",
    "0.95, 0.27910046",
    "0.99, 0.08449166"
  })
  void secondMomentAfterMagnitudePruning(double sparsity, double value) { // JA-6
    assertThat(PrunedCriticality.magnitudeSecondMoment(sparsity)).isEqualTo(value, within(1e-7));
  }

  @ParameterizedTest
  @CsvSource({"0.5, 1.037692, 1.414214", "0.9, 1.508781, 3.162278", "0.99, 3.440274, 10"})
  void factorsAfterPruning(double sparsity, double magnitude, double random) { // JA-7
    assertThat(rescale(PrunedCriticality.magnitudeSecondMoment(sparsity)))
        .isEqualTo(magnitude, within(1e-5));
    assertThat(rescale(PrunedCriticality.randomSecondMoment(sparsity)))
        .isEqualTo(random, within(1e-5));
  }

  private static double rescale(double secondMoment) {
    return PrunedCriticality.rescale(secondMoment);
  }

  /** Single draws at some seeds leave 0.06; the mean of eight has a third of their deviation. */
  @ParameterizedTest
  @Tag("slow")
  @CsvSource({"4, 2.5", "9, 3.333"})
  void outlierOfACommonComponent(double strength, double value) { // JA-8
    double[] norms = new double[8];
    Arrays.setAll(norms, i -> JacobianSimulation.correlatedNorm(1000, strength / 1000, i));

    assertThat(Estimate.ofSamples(norms).value()).isEqualTo(value, within(0.06));
  }
}
