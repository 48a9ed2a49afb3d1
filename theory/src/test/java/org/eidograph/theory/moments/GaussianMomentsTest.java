// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.eidograph.theory.CsvTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GaussianMomentsTest {
  static Stream<CsvTable.Row> onePoint() {
    return CsvTable.read("moments/one-point.csv").stream();
  }

  @ParameterizedTest
  @MethodSource("onePoint")
  void agreesWithTheTableOfTwentyDigits(CsvTable.Row row) {
    Activation phi = Labels.activation(row.text("activation"));
    double q = row.number("q");

    // 1e-13 relative to the size of the moment, the class's promise; means of odd functions are 0.
    double size = row.number("second");
    close(GaussianMoments.mean(phi, q), row.number("mean"), Math.sqrt(size));
    close(GaussianMoments.secondMoment(phi, q), size, size);
    close(GaussianMoments.slopeSecondMoment(phi, q), row.number("slope_second"), 0);
    close(GaussianMoments.slopeFourthMoment(phi, q), row.number("slope_fourth"), 0);
    close(GaussianMoments.curvatureSecondMoment(phi, q), row.number("curvature"), 0);
    close(GaussianMoments.growth(phi, q), row.number("growth"), size / q);
  }

  private static void close(double ours, double table, double scale) {
    assertThat(ours).isEqualTo(table, within(1e-13 * Math.max(scale, Math.abs(table))));
  }

  @Test
  void closedSecondMomentsAgreeWithQuadrature() {
    for (String name : List.of("relu", "abs", "erf", "gelu", "sin", "cos", "exp", "gaussian")) {
      Activation phi = Activation.named(name);
      double quadrature =
          GaussianMoments.expectation(x -> phi.value(x) * phi.value(x), 0.8, phi.kinks());

      assertThat(GaussianMoments.secondMoment(phi, 0.8)).isEqualTo(quadrature, within(1e-14));
    }
  }

  @Test
  void closedSecondMomentsKeepTheirDigitsAtTinyVariances() {
    for (String name : List.of("relu", "erf", "gelu", "sin")) {
      Activation phi = Activation.named(name);
      double quadrature =
          GaussianMoments.expectation(x -> phi.value(x) * phi.value(x), 1e-9, phi.kinks());

      // All terms of the quadrature have one sign, so it is relatively accurate.
      assertThat(GaussianMoments.secondMoment(phi, 1e-9) / quadrature)
          .as(name)
          .isEqualTo(1, within(1e-14));
    }
  }

  @Test
  void growthIsTheDerivativeOfTheSecondMomentAlsoAtKinks() {
    for (String name : List.of("relu", "hardtanh", "selu", "tanh", "mish")) {
      Activation phi = Activation.named(name);
      double h = 1e-4;
      double difference =
          (GaussianMoments.secondMoment(phi, 1 + h) - GaussianMoments.secondMoment(phi, 1 - h))
              / (2 * h);

      // Central difference: h² times a third derivative of order one, and 1e-15/h of rounding.
      assertThat(GaussianMoments.growth(phi, 1)).isEqualTo(difference, within(1e-8));
    }
  }

  @Test
  void seluIsNormalisedAtUnitVariance() {
    assertThat(GaussianMoments.mean(Activation.selu(), 1)).isEqualTo(0, within(1e-15));
    assertThat(GaussianMoments.secondMoment(Activation.selu(), 1)).isEqualTo(1, within(1e-14));
  }

  @Test
  void errorEstimateCoversTheErrorOfAFunctionThatIsHardToIntegrate() {
    // E[1/(1 + (x/w)²)] = √(π/2)·w·erfcx(w/√2): a Lorentz peak far narrower than a panel.
    double w = 0.01;
    Estimate estimate = GaussianMoments.estimate(x -> 1 / (1 + x * x / (w * w)), 1, List.of());
    double exact =
        Math.sqrt(Math.PI / 2) * w * org.apache.commons.numbers.gamma.Erfcx.value(w / Math.sqrt(2));

    assertThat(Math.abs(estimate.value() - exact)).isGreaterThan(1e-9);
    assertThat(estimate.covers(exact, 3)).isTrue();
  }

  @Test
  void refusesMomentsThatDoNotExistAndFunctionsThatAreNotFinite() {
    assertThatThrownBy(
            () -> GaussianMoments.expectation(x -> Math.exp(x * x / 2 - 30), 1, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has not decayed at 38.0 standard deviations");
    assertThatThrownBy(() -> GaussianMoments.expectation(x -> Math.log(x), 1, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be finite everywhere, got NaN at x = -");
    assertThatThrownBy(() -> GaussianMoments.secondMoment(Smooth.TANH, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("variance q must be positive and finite, got -1.0");
  }
}
