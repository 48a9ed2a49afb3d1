// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.eidograph.theory.CsvTable;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Smooth;
import org.junit.jupiter.api.Test;

class JacobianSpectrumTest {
  @Test
  void limitingNormsAgreeWithThirtyThreeDigits() {
    for (CsvTable.Row row : CsvTable.read("signal/jacobian-norms.csv")) {
      int factors = row.count("factors");
      double norm =
          row.text("kind").equals("linear")
              ? JacobianSpectrum.linearNorm(factors)
              : JacobianSpectrum.maskedNorm(factors, 0.5, 2);

      // exp of a logarithm of size up to 10 for 200 factors.
      assertThat(norm / row.number("norm")).isEqualTo(1, within(1e-12));
    }
  }

  @Test
  void masksThatKeepEverythingGiveTheLinearNorm() {
    for (int factors : new int[] {1, 4, 30}) {
      assertThat(JacobianSpectrum.maskedNorm(factors, 1, 1))
          .isEqualTo(JacobianSpectrum.linearNorm(factors), within(1e-12));
    }
  }

  @Test
  void normGrowsLikeTheRootOfTheDepthOnly() {
    double ratio = JacobianSpectrum.linearNorm(1000) / Math.sqrt(Math.E * 1001);

    // (1 + 1/m)^m → e from below, 1/(4m) in the norm.
    assertThat(ratio).isEqualTo(1, within(3e-4));
  }

  @Test
  void secondMomentsFollowTheSlopes() {
    assertThat(JacobianSpectrum.secondMomentRatio(Activation.relu(), 1, 5))
        .isEqualTo(11, within(1e-12));
    assertThat(JacobianSpectrum.secondMomentRatio(Activation.identity(), 1, 7))
        .isEqualTo(JacobianSpectrum.linearSecondMoment(7), within(1e-12));
    assertThat(JacobianSpectrum.orthogonalSecondMomentRatio(Activation.identity(), 1, 7))
        .isEqualTo(1, within(1e-12));
    // Digits of another program at the edge of chaos, by exact quadrature.
    double q = EdgeOfChaos.point(Smooth.TANH, 0.2).variance();
    assertThat(JacobianSpectrum.slopeKurtosis(Smooth.TANH, q)).isEqualTo(1.306743, within(1e-6));
  }

  @Test
  void bulkEdgeOfASquareLayerIsTheNormOfOneFactor() {
    assertThat(JacobianSpectrum.bulkEdge(1, 600, 600))
        .isEqualTo(JacobianSpectrum.linearNorm(1), within(1e-15));
    assertThat(JacobianSpectrum.bulkEdge(2, 400, 100)).isEqualTo(3);
  }

  @Test
  void refusesActivationsWithoutSlope() {
    assertThatThrownBy(() -> JacobianSpectrum.slopeKurtosis(Activation.sign(), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the Jacobian of sign vanishes");
    assertThatThrownBy(() -> JacobianSpectrum.linearNorm(0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
