// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class KernelRegressionTest {
  private static final double[] GRAM = {2, 0.5, 1.5, 0.3, -0.2, 1};
  private static final double[] RESIDUAL = {1, -2, 0.5};

  @Test
  void infiniteTimeInterpolatesTheTrainingSet() {
    double[] weights = KernelRegression.of(GRAM, 3, 0).weights(RESIDUAL, Double.POSITIVE_INFINITY);

    for (int i = 0; i < 3; i++) {
      assertThat(KernelRegression.predict(row(i), weights)).isEqualTo(RESIDUAL[i], within(1e-13));
    }
  }

  @Test
  void finiteTimeFollowsGradientFlow() {
    double time = 1.7;
    double[] weights = KernelRegression.of(GRAM, 3, 0).weights(RESIDUAL, time);
    double[] f = new double[3];
    int steps = 200_000;
    // Euler steps of df/dt = K(Y − f)/N, error of order time/steps.
    for (int s = 0; s < steps; s++) {
      double[] next = f.clone();
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
          next[i] += time / steps / 3 * row(i)[j] * (RESIDUAL[j] - f[j]);
        }
      }
      f = next;
    }

    for (int i = 0; i < 3; i++) {
      assertThat(KernelRegression.predict(row(i), weights)).isEqualTo(f[i], within(1e-5));
    }
    assertThat(KernelRegression.of(GRAM, 3, 0).weights(RESIDUAL, 0)).containsOnly(0, 0, 0);
  }

  private static double[] row(int i) {
    double[] row = new double[3];
    for (int j = 0; j < 3; j++) {
      row[j] = GRAM[Math.max(i, j) * (Math.max(i, j) + 1) / 2 + Math.min(i, j)];
    }
    return row;
  }

  @Test
  void refusesSingularMatricesUnlessGivenJitter() {
    double[] repeated = {1, 1, 1};

    assertThatThrownBy(() -> KernelRegression.of(repeated, 2, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be regular to train on")
        .hasMessageContaining("remove repeated inputs");
    assertThat(
            KernelRegression.of(repeated, 2, 1e-6)
                .weights(new double[] {1, 1}, Double.POSITIVE_INFINITY)[0])
        .isEqualTo(0.5, within(1e-6));
  }

  @Test
  void refusesWrongSizesAndNegativeTime() {
    assertThatThrownBy(() -> KernelRegression.of(GRAM, 2, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 inputs must hold 3 numbers, got 6");
    assertThatThrownBy(() -> KernelRegression.of(GRAM, 3, 0).weights(RESIDUAL, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must not be negative, got -1.0");
    assertThatThrownBy(() -> KernelRegression.predict(new double[2], new double[3]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
