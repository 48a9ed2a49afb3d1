// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.eidograph.theory.CsvTable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class CovarianceMapTest {
  static Stream<CsvTable.Row> pairs() {
    return CsvTable.read("moments/pairs.csv").stream();
  }

  static Stream<CsvTable.Row> drops() {
    return CsvTable.read("moments/drop.csv").stream();
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void agreesWithTheTableOfTwentyDigits(CsvTable.Row row) {
    Activation phi = Labels.activation(row.text("activation"));
    CovarianceMap map = CovarianceMap.of(phi, row.number("q1"), row.number("q2"));
    double gamma = row.number("gamma");

    // 1e-12 of T at equal inputs: the accuracy that CovarianceMap accepts from a series.
    double scale = 1e-12 * Math.max(1, Math.abs(map.covariance(0)));
    assertThat(map.covariance(gamma)).isEqualTo(row.number("t"), within(scale));
    double slopeScale = 1e-12 * Math.max(1, Math.abs(map.derivative(0)));
    assertThat(map.derivative(gamma)).isEqualTo(row.number("t_dot"), within(slopeScale));
  }

  @ParameterizedTest
  @MethodSource("drops")
  void dropKeepsItsRelativeAccuracyForNearlyEqualInputs(CsvTable.Row row) {
    Activation phi = Labels.activation(row.text("activation"));
    double drop = CovarianceMap.of(phi, row.number("q")).drop(row.number("gamma"));

    // Plain differences would leave 1e-16/gamma, nothing at all for the smallest gamma of the
    // table.
    assertThat(drop / row.number("drop")).isEqualTo(1, within(1e-11));
  }

  @ParameterizedTest
  @EnumSource(
      value = Smooth.class,
      names = {"SOFTSIGN"},
      mode = EnumSource.Mode.EXCLUDE)
  void polarSeriesAgreesWithHermiteSeries(Smooth phi) {
    CovarianceMap hermite = CovarianceMap.of(phi, 0.5, 1.1, DualRule.HERMITE);
    CovarianceMap polar = CovarianceMap.of(phi, 0.5, 1.1, DualRule.POLAR);

    for (double gamma : new double[] {0, 0.01, 0.7, 1, 1.4, 2}) {
      // Two unlike derivations; both errors stay below 1e-12 at these variances.
      assertThat(polar.covariance(gamma)).isEqualTo(hermite.covariance(gamma), within(1e-12));
      assertThat(polar.derivative(gamma)).isEqualTo(hermite.derivative(gamma), within(1e-12));
      assertThat(polar.drop(gamma)).isEqualTo(hermite.drop(gamma), within(1e-12));
    }
  }

  @Test
  void largeVarianceSwitchesFromHermiteToPolarAndStaysAccurate() {
    CovarianceMap map = CovarianceMap.of(Smooth.TANH, 15);

    assertThat(CovarianceMap.of(Smooth.TANH, 0.5).rule()).isEqualTo(DualRule.HERMITE);
    assertThat(map.rule()).isEqualTo(DualRule.POLAR);
    assertThat(map.errorEstimate()).isLessThan(1e-12);
    // Composite quadrature in two dimensions errs by about 1e-12 at this variance.
    assertThat(map.covariance(0.6))
        .isEqualTo(RotatedQuadrature.covariance(Smooth.TANH, 15, 15, 0.6), within(1e-11));
  }

  @Test
  void orthogonalInputsOfLargeVarianceAreIndependent() {
    double q = 100;
    CovarianceMap map = CovarianceMap.of(Smooth.SILU, q);
    double mean = GaussianMoments.mean(Smooth.SILU, q);
    double slope = GaussianMoments.expectation(Smooth.SILU::derivative, q, List.of());

    // At c = 0 the expectation of a product is the product of expectations; T(0) is 50.
    assertThat(map.covariance(1)).isEqualTo(mean * mean, within(1e-12));
    assertThat(map.derivative(1)).isEqualTo(slope * slope, within(1e-13));
  }

  @Test
  @Tag("slow")
  void nestedRuleAgreesWithTheClosedConditionalMean() {
    for (Activation phi : List.of(Activation.elu(), Activation.hardTanh())) {
      CovarianceMap conditional = CovarianceMap.of(phi, 0.8, 1.7, DualRule.CONDITIONAL);
      Activation user = Custom.of("user", phi::value, phi::derivative, phi.kinks());
      CovarianceMap nested = CovarianceMap.of(user, 0.8, 1.7);

      assertThat(nested.rule()).isEqualTo(DualRule.NESTED);
      // The inner integral of the nested rule ends at nine standard deviations, 2e-19.
      assertThat(nested.covariance(0.4)).isEqualTo(conditional.covariance(0.4), within(1e-12));
      assertThat(nested.derivative(0.4)).isEqualTo(conditional.derivative(0.4), within(1e-12));
    }
  }

  @Test
  void reluInPiecesAgreesWithItsClosedForm() {
    Segmented pieces =
        new Segmented(
            "relu in pieces",
            List.of(0.0),
            List.of(new Segmented.Piece(0, 0, 0, 0), new Segmented.Piece(0, 1, 0, 0)));
    CovarianceMap conditional = CovarianceMap.of(pieces, 1.3, 0.6);
    CovarianceMap closed = CovarianceMap.of(Activation.relu(), 1.3, 0.6);

    for (double gamma : new double[] {1e-10, 1e-4, 0.5, 1.3, 1.999}) {
      // 1e-13: rounding of some thousand quadrature terms of order one.
      assertThat(conditional.derivative(gamma)).isEqualTo(closed.derivative(gamma), within(1e-13));
      assertThat(conditional.drop(gamma) / closed.drop(gamma)).isEqualTo(1, within(1e-12));
    }
  }

  @Test
  void hermitePolynomialsGivePowersOfTheCorrelation() {
    for (int m = 1; m <= 8; m++) {
      CovarianceMap map = CovarianceMap.of(Polynomial.hermite(m), 1);
      for (double c : new double[] {-0.9, 0, 0.3, 1}) {
        // Monomials of degree 8 cancel from about 100 to 1, so 1e-12 of rounding remains.
        assertThat(map.covariance(1 - c)).isEqualTo(Math.pow(c, m), within(1e-12));
        assertThat(map.derivative(1 - c)).isEqualTo(m * Math.pow(c, m - 1), within(1e-11));
      }
    }
  }

  @Test
  void polynomialAgreesWithTwoDimensionalQuadrature() {
    Polynomial cubic = new Polynomial(List.of(0.3, -1.0, 0.5, 0.2));

    assertThat(CovarianceMap.of(cubic, 0.7, 1.9).covariance(0.4))
        .isEqualTo(RotatedQuadrature.covariance(cubic, 0.7, 1.9, 0.4), within(1e-12));
    assertThat(CovarianceMap.of(cubic, 0.7, 1.9).derivative(0.4))
        .isEqualTo(RotatedQuadrature.derivativeCovariance(cubic, 0.7, 1.9, 0.4), within(1e-12));
  }

  @Test
  void refusesRulesThatDoNotFitAndVariancesThatAreNone() {
    assertThatThrownBy(() -> CovarianceMap.of(Smooth.TANH, 1, 1, DualRule.CLOSED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rule CLOSED needs an activation with a closed form, got tanh");
    assertThatThrownBy(() -> CovarianceMap.of(Smooth.TANH, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("variance q1 must be positive and finite, got 0.0");
    assertThatThrownBy(() -> CovarianceMap.of(Smooth.TANH, 1, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NaN");
    Activation step = Custom.of("step", x -> x > 0 ? 1 : 0, x -> 0, List.of(new Kink(0, 1, 0)));
    assertThatThrownBy(() -> CovarianceMap.of(step, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("step jumps by 1.0 at 0.0");
  }

  /** The series runs the same operations in the same order, so not even rounding differs. */
  @Test
  void manyAtOnceAreThoseOneByOne() {
    double[] gamma = {0, 1e-12, 0.1, 0.5, 1, 1.7, 2};
    for (Activation phi : List.of(Smooth.TANH, Activation.relu(), Activation.elu())) {
      CovarianceMap map = CovarianceMap.of(phi, 0.7, 1.9);
      double[] derivatives = new double[gamma.length];
      double[] drops = new double[gamma.length];

      map.evaluate(gamma, derivatives, drops);

      for (int i = 0; i < gamma.length; i++) {
        assertThat(derivatives[i]).isEqualTo(map.derivative(gamma[i]));
        assertThat(drops[i]).isEqualTo(map.drop(gamma[i]));
      }
    }
  }
}
