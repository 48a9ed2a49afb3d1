// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.eidograph.theory.moments.Estimate;
import org.eidograph.theory.signal.ResidualGradientSimulation.Result;
import org.eidograph.theory.signal.ResidualGradientSimulation.Settings;
import org.junit.jupiter.api.Test;

class ResidualGradientSimulationTest {
  private static final double HE = Math.sqrt(2);

  @Test
  void networksOfExplicitMatricesGiveTheSameNumbers() {
    double[] scales = {0.9, 0.4, 1.1};
    Result drawn = ResidualGradientSimulation.run(new Settings(5, 4000, HE, 1), scales);
    double[][] explicit = explicit(5, 4000, scales);

    // Width 5 is far from every limit; only the law itself can agree, within four standard errors.
    assertAgree(drawn.logVariance(), Estimate.ofSamples(explicit[0]));
    assertAgree(drawn.logGradient(), Estimate.ofSamples(explicit[1]));
  }

  private static void assertAgree(Estimate one, Estimate other) {
    assertThat(one.value())
        .isEqualTo(other.value(), within(4 * Math.hypot(one.error(), other.error())));
  }

  /** Forward and backward through matrices that are kept, as a network does it. */
  private static double[][] explicit(int n, int networks, double... scales) {
    SplittableRandom random = new SplittableRandom(2);
    double[][] logs = new double[2][networks];
    for (int t = 0; t < networks; t++) {
      double[] y = random.doubles(n).map(u -> random.nextGaussian()).toArray();
      double[] g = random.doubles(n).map(u -> random.nextGaussian()).toArray();
      double before = square(y);
      double top = square(g);
      RandomMatrix[] weights = new RandomMatrix[scales.length];
      double[][] masks = new double[scales.length][n];
      for (int l = 0; l < scales.length; l++) {
        weights[l] = RandomMatrix.gaussian(n, HE / Math.sqrt(n), random);
        double[] h = new double[n];
        for (int i = 0; i < n; i++) {
          masks[l][i] = y[i] > 0 ? 1 : 0;
          h[i] = masks[l][i] * y[i];
        }
        double[] z = weights[l].apply(h);
        for (int i = 0; i < n; i++) {
          y[i] += scales[l] * z[i];
        }
      }
      for (int l = scales.length - 1; l >= 0; l--) {
        double[] back = weights[l].applyTransposed(g);
        for (int i = 0; i < n; i++) {
          g[i] += scales[l] * masks[l][i] * back[i];
        }
      }
      logs[0][t] = Math.log(square(y) / before);
      logs[1][t] = Math.log(square(g) / top);
    }
    return logs;
  }

  private static double square(double[] v) {
    double sum = 0;
    for (double each : v) {
      sum += each * each;
    }
    return sum;
  }

  @Test
  void wideNetworksFollowTheKernel() {
    double[] scales = BranchSchedule.uniform().scales(20);
    double growth = Math.exp(ResidualKernel.relu(HE).effectiveDepth(scales));
    Result drawn = ResidualGradientSimulation.run(new Settings(200, 100, HE, 3), scales);

    // Four standard errors, and a bias of order 1/width.
    assertThat(drawn.variance().value())
        .isEqualTo(growth, within(4 * drawn.variance().error() + growth / 100));
    assertThat(drawn.gradient().value())
        .isEqualTo(growth, within(4 * drawn.gradient().error() + growth / 100));
  }

  @Test
  void unscaledNetworksDoNotOverflow() {
    Result drawn =
        ResidualGradientSimulation.run(
            new Settings(20, 2, HE, 4), BranchSchedule.unscaled().scales(3000));

    // 3000·ln 2 = 2079, beyond e^709; width 20 lowers the logarithm by a fifth.
    assertThat(drawn.logVariance().value()).isBetween(1500.0, 2080.0);
    assertThat(drawn.logGradient().value()).isBetween(1500.0, 2080.0);
  }

  @Test
  void refusesWhatCannotBeDrawn() {
    assertThatThrownBy(() -> new Settings(8, 1, HE, 0))
        .hasMessage("networks must be at least 2, got 1");
    assertThatThrownBy(() -> ResidualGradientSimulation.run(new Settings(8, 2, HE, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the number of branches must be at least 1, got 0");
  }
}
