// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WeightedClipTest {
  @Test
  void weightsOfOneGiveThePlainNorm() {
    assertThat(WeightedClip.norm(new double[] {9, 16}, new double[] {1, 1})).isEqualTo(5);
    assertThat(WeightedClip.factor(new double[] {9, 16}, new double[] {1, 1}, 2)).isEqualTo(0.4);
  }

  @Test
  void leavesSmallGradientsAlone() {
    assertThat(WeightedClip.factor(new double[] {9, 16}, new double[] {1, 1}, 5)).isEqualTo(1);
    assertThat(WeightedClip.factor(new double[0], new double[0], 1)).isEqualTo(1);
  }

  /**
   * A duplicated gradient {@code (1/k_o)·D·∇·Dᵀ} has k_o·k_i copies of entries 1/k_o as large; the
   * weight k_o/k_i undoes it.
   */
  @Test
  void duplicatedGradientHasTheNormOfItsSource() {
    double source = 7;
    double out = 3;
    double in = 2;
    double widened = source * out * in / (out * out);

    assertThat(WeightedClip.norm(new double[] {widened}, new double[] {out / in}))
        .isEqualTo(Math.sqrt(source), within(1e-15));
  }

  @Test
  void refusesListsOfDifferentLengthsAndThresholdsThatAreNotPositive() {
    assertThatThrownBy(() -> WeightedClip.norm(new double[2], new double[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 norms and 1 weights");
    assertThatThrownBy(() -> WeightedClip.factor(new double[1], new double[1], 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 0.0");
  }
}
