// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Estimate;
import org.eidograph.theory.moments.Smooth;
import org.eidograph.theory.signal.JacobianSimulation.Average;
import org.eidograph.theory.signal.JacobianSimulation.Drawn;
import org.eidograph.theory.signal.JacobianSimulation.Mask;
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
  void fewNarrowProductsAgreeWithinTheirErrors() {
    Average relu = JacobianSimulation.average(20, 1, seed -> JacobianSimulation.relu(40, 3, seed));

    assertThat(relu.firstMoment().covers(1, 4)).isTrue();
    // A bias of order m/n remains in the ratio, 3/40.
    assertThat(relu.secondMomentRatio().value())
        .isEqualTo(7, within(4 * relu.secondMomentRatio().error() + 7 * 0.075));
  }

  @Test
  void orthogonalWeightsLeaveTheSlopesOnly() {
    double q = 0.512; // on the edge of chaos at sigma_b = 0.2
    Average drawn =
        JacobianSimulation.average(
            12, 1, seed -> JacobianSimulation.orthogonal(Smooth.TANH, q, 50, 3, seed));
    double ratio = JacobianSpectrum.orthogonalSecondMomentRatio(Smooth.TANH, q, 3);

    // Four standard errors and a bias of order 1/n; Gaussian weights would give 4.9 instead of 1.9.
    assertThat(drawn.firstMoment().covers(1, 4)).isTrue();
    assertThat(drawn.secondMomentRatio().value())
        .isEqualTo(ratio, within(4 * drawn.secondMomentRatio().error() + ratio / 50));
    // Without slopes a product of orthogonal matrices is orthogonal.
    assertThat(JacobianSimulation.orthogonal(Activation.identity(), 1, 20, 4, 1).norm())
        .isEqualTo(1, within(1e-13));
  }

  @Test
  @Tag("slow")
  void slopesAddToTheSecondMoment() {
    for (int factors : new int[] {5, 10}) {
      Average relu =
          JacobianSimulation.average(24, 100, seed -> JacobianSimulation.relu(200, factors, seed));
      double limit = JacobianSpectrum.maskedNorm(factors, 0.5, 2);

      assertThat(relu.firstMoment().covers(1, 4)).isTrue();
      // A bias of order m/n remains, at most 5 %.
      assertThat(relu.secondMomentRatio().value() / (1 + 2 * factors)).isEqualTo(1, within(0.1));
      // The edge is reached from below: width 200 leaves 5 and 12 %.
      assertThat(relu.relativeNorm().value() / limit).isBetween(0.84, 1.0);
    }
    double q = EdgeOfChaos.point(Smooth.TANH, 0.2).variance();
    Average tanh =
        JacobianSimulation.average(
            24, 9, seed -> JacobianSimulation.activated(Smooth.TANH, q, 200, 5, seed));
    double ratio = JacobianSpectrum.secondMomentRatio(Smooth.TANH, q, 5);
    assertThat(tanh.secondMomentRatio().value())
        .isEqualTo(ratio, within(4 * tanh.secondMomentRatio().error() + 0.03 * ratio));
  }

  @Test
  void prunedProductsKeepTheirFirstMomentOnlyWithTheFactorOfTheirMask() {
    double magnitude = PrunedCriticality.magnitudeSecondMoment(0.8);

    assertThat(firstMoment(Mask.RANDOM, PrunedCriticality.rescale(0.2)).covers(1, 4)).isTrue();
    assertThat(firstMoment(Mask.MAGNITUDE, PrunedCriticality.rescale(magnitude)).covers(1, 4))
        .isTrue();
    // Without a factor each of the two layers loses its share.
    assertThat(firstMoment(Mask.MAGNITUDE, 1).covers(magnitude * magnitude, 4)).isTrue();
    assertThat(firstMoment(Mask.RANDOM, 1).covers(0.04, 4)).isTrue();
  }

  private static Estimate firstMoment(Mask mask, double rescale) {
    return JacobianSimulation.average(
            12, 1, seed -> JacobianSimulation.pruned(mask, 0.8, rescale, 40, 2, seed))
        .firstMoment();
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
      double[] norms = new double[16];
      Arrays.setAll(norms, i -> JacobianSimulation.correlatedNorm(400, strength / 400, i));
      Estimate norm = Estimate.ofSamples(norms);

      // Four standard errors, and a bias of order 1/n.
      assertThat(norm.value())
          .isEqualTo(
              PrunedCriticality.correlatedNorm(400, strength / 400),
              within(4 * norm.error() + 0.01));
    }
  }
}
