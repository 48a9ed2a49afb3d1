// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.eidograph.theory.moments.Smooth;
import org.eidograph.theory.signal.JacobianSimulation.Drawn;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class JacobianSimulationTest {
  @Test
  void oneFactorOfSmallWidthScattersAroundTheLimit() {
    Drawn drawn = JacobianSimulation.linear(100, 1, 1);

    // The largest singular value fluctuates by about n^(−2/3) = 5 %, its moments by 1/n.
    assertThat(drawn.norm()).isEqualTo(2, within(0.15));
    assertThat(drawn.firstMoment()).isEqualTo(1, within(0.05));
    assertThat(drawn.secondMoment()).isEqualTo(2, within(0.15));
  }

  @Test
  @Tag("slow")
  void productsOfWideFactorsReachTheirLimits() {
    for (int factors : new int[] {1, 2, 3, 5}) {
      Drawn drawn = JacobianSimulation.linear(600, factors, factors);

      // Finite width lowers the edge by a few percent: 6 % as in the published experiment.
      assertThat(drawn.norm() / JacobianSpectrum.linearNorm(factors)).isEqualTo(1, within(0.06));
      assertThat(drawn.secondMoment() / (factors + 1)).isEqualTo(1, within(0.06));
    }
  }

  @Test
  @Tag("slow")
  void slopesAddToTheSecondMoment() {
    for (int factors : new int[] {5, 10}) {
      Drawn drawn = JacobianSimulation.relu(500, factors, 3L + factors);

      // 10 % at width 500; the largest singular value is only within 15 %.
      assertThat(drawn.secondMomentRatio() / (1 + 2 * factors)).isEqualTo(1, within(0.1));
      assertThat(drawn.norm() / JacobianSpectrum.maskedNorm(factors, 0.5, 2))
          .isEqualTo(1, within(0.15));
    }
    double q = EdgeOfChaos.point(Smooth.TANH, 0.2).variance();
    Drawn tanh = JacobianSimulation.activated(Smooth.TANH, q, 500, 5, 9);
    assertThat(tanh.secondMomentRatio())
        .isEqualTo(JacobianSpectrum.secondMomentRatio(Smooth.TANH, q, 5), within(0.75));
  }

  @Test
  @Tag("slow")
  void sparseLayersLeaveTheirBulkEdgeWhenTheyAreTooSparse() {
    // Measured at width 1500 in another program: 2.02 and 2.49.
    assertThat(JacobianSimulation.sparseNorm(1500, 0.1, 1)).isEqualTo(2.02, within(0.05));
    assertThat(JacobianSimulation.sparseNorm(1500, 0.005, 1)).isEqualTo(2.49, within(0.15));
    assertThat(PrunedCriticality.denseEnough(1500, 0.9)).isTrue();
    assertThat(PrunedCriticality.denseEnough(1500, 0.995)).isFalse();
  }

  @Test
  @Tag("slow")
  void commonComponentsMakeAnOutlier() {
    for (double strength : new double[] {4, 9}) {
      double norm = JacobianSimulation.correlatedNorm(1000, strength / 1000, 2);

      assertThat(norm)
          .isEqualTo(PrunedCriticality.correlatedNorm(1000, strength / 1000), within(0.06));
    }
  }
}
