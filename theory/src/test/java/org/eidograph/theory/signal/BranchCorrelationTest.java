// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Smooth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BranchCorrelationTest {
  /** Equal branches of variance 1 on a stream of variance 1 are the pre-norm stack. */
  @ParameterizedTest
  @CsvSource({"1", "6", "24"})
  void equalBranchesAreThePreNormStack(int blocks) {
    BranchCorrelation branch = BranchCorrelation.plain(Activation.relu(), 1);
    double gamma = 0.5;
    for (int l = 0; l < blocks; l++) {
      gamma = branch.after(gamma, 1.0 / (1 + l));
    }

    double stack = PreNormStack.ofBranchVariance(Activation.relu(), 1).gamma(0.5, 1, blocks);
    assertThat(gamma).isCloseTo(stack, within(1e-13)); // the same sums in another order
  }

  @Test
  void smallBranchesFollowTheFlow() {
    BranchCorrelation branch = BranchCorrelation.plain(Activation.relu(), 1);
    double gamma = 0.5;
    for (int l = 0; l < 10_000; l++) {
      gamma = branch.after(gamma, Math.expm1(2e-4));
    }

    double flow = ResidualFlow.relu().at(0.5, 2).gamma();
    assertThat(gamma).isCloseTo(flow, within(1e-4)); // Euler's error is of the order of a step
  }

  /** dc/dU = c² − c has the logistic solution c/(1 − c) = c₀/(1 − c₀)·e^(−U). */
  @Test
  void gatedLinearBranchesFollowTheLogisticLaw() {
    BranchCorrelation branch = BranchCorrelation.gated(Activation.identity(), 1);
    double gamma = 0.5;
    for (int l = 0; l < 10_000; l++) {
      gamma = branch.after(gamma, Math.expm1(1e-4));
    }

    assertThat(1 - gamma).isCloseTo(1 / (1 + Math.E), within(1e-4)); // of the order of a step
  }

  @Test
  void theDropOfAGatedBranchIsThatOfDrawnUnits() {
    double c = 0.6;
    double q = 1.7;
    Random random = new Random(11);
    int draws = 400_000;
    double[] sums = new double[3]; // hh', hh'², h²
    for (int i = 0; i < draws; i++) {
      double[] u = pair(random, c, q);
      double[] v = pair(random, c, 1);
      double product = Smooth.SILU.value(u[0]) * v[0] * Smooth.SILU.value(u[1]) * v[1];
      sums[0] += product;
      sums[1] += product * product;
      sums[2] += Math.pow(Smooth.SILU.value(u[0]) * v[0], 2);
    }
    double mean = sums[0] / draws;
    double size = sums[2] / draws;
    double error = Math.sqrt((sums[1] / draws - mean * mean) / draws) / size;

    double f = 1 - BranchCorrelation.gated(Smooth.SILU, q).drop(1 - c);
    // the denominator's own error is about as large: 4·√2 standard errors
    assertThat(f).isCloseTo(mean / size, within(6 * error));
  }

  private static double[] pair(Random random, double c, double q) {
    double first = random.nextGaussian();
    double second = c * first + Math.sqrt(1 - c * c) * random.nextGaussian();
    return new double[] {Math.sqrt(q) * first, Math.sqrt(q) * second};
  }

  @Test
  void aBranchThatAddsNothingChangesNothing() {
    assertThat(BranchCorrelation.gated(Smooth.SILU, 1).after(0.3, 0)).isEqualTo(0.3);
  }

  @Test
  void refusesWhatIsNoVarianceOrGrowth() {
    assertThatThrownBy(() -> BranchCorrelation.plain(Smooth.SILU, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("variance q");
    assertThatThrownBy(() -> BranchCorrelation.plain(Smooth.SILU, 1).after(0.3, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("growth of a branch");
  }
}
