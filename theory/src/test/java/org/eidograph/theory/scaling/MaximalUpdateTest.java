// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.eidograph.theory.scaling.MaximalUpdate.Layout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MaximalUpdateTest {
  private static final TunedSettings UNIT = new TunedSettings(1, 1, 1, 1);

  /** A few products and roots of small whole numbers. */
  private static final Offset<Double> EXACT = within(1e-12);

  /**
   * Powers of fan-out and fan-in in tables 3, 8 and 9 of Tensor Programs V, from a base of width 1;
   * inputs of an EMBEDDING do not grow.
   */
  @ParameterizedTest
  @CsvSource({
    // layout, role, std(out, in), multiplier(out, in), SGD(out, in), Adam(out, in)
    "A, EMBEDDING, 0, 0, 0, 0, 1, 0, 0, 0",
    "A, HIDDEN, 0, -0.5, 0, 0, 0, 0, 0, -1",
    "A, READOUT, 0, -1, 0, 0, 0, -1, 0, -1",
    "B, EMBEDDING, 0, 0, 0, 0, 1, 0, 0, 0",
    "B, HIDDEN, 0, -0.5, 0, 0, 0, 0, 0, -1",
    "B, READOUT, 0, 0, 0, -1, 0, 1, 0, 0",
    "C, EMBEDDING, -0.5, 0, 0.5, 0, 0, 0, -0.5, 0",
    "C, HIDDEN, 0, -0.5, 0, 0, 0, 0, 0, -1",
    "C, READOUT, 0, -0.5, 0, -0.5, 0, 0, 0, -0.5"
  })
  void layoutsAreThePublishedTables(
      Layout layout,
      TensorRole role,
      double stdOut,
      double stdIn,
      double multiplierOut,
      double multiplierIn,
      double sgdOut,
      double sgdIn,
      double adamOut,
      double adamIn) {
    ScaledTensor tensor = ScaledTensor.square(role, 1, 64);
    TensorRule adam = new MaximalUpdate(layout).rule(tensor, UNIT, OptimizerKind.ADAMW);
    TensorRule sgd = new MaximalUpdate(layout).rule(tensor, UNIT, OptimizerKind.SGD);

    assertThat(adam.initStd()).isEqualTo(power(stdOut, stdIn), EXACT);
    assertThat(sgd.initStd()).isEqualTo(adam.initStd(), EXACT);
    assertThat(adam.forwardMultiplier()).isEqualTo(power(multiplierOut, multiplierIn), EXACT);
    assertThat(sgd.learningRate()).isEqualTo(power(sgdOut, sgdIn), EXACT);
    assertThat(adam.learningRate()).isEqualTo(power(adamOut, adamIn), EXACT);
  }

  /** Layout B relative to a base: widths 1 → 2 in, 1 → 3 out; see the working table. */
  @ParameterizedTest
  @CsvSource({
    // role, std, multiplier, Adam rate, SGD rate, epsilon, AdamW decay, coupled decay, clip
    "EMBEDDING, 1, 1, 1, 3, 0.3333333333333333, 1, 0.3333333333333333, 3",
    "VECTOR, 1, 1, 1, 3, 0.3333333333333333, 1, 0.3333333333333333, 3",
    "HIDDEN, 0.7071067811865476, 1, 0.5, 1.5, 0.3333333333333333, 2, 0.6666666666666666, 1.5",
    "READOUT, 1, 0.5, 1, 2, 0.5, 1, 0.5, 2",
    "FIXED, 1, 1, 1, 1, 1, 1, 1, 1"
  })
  void layoutBIsTheWorkingTable(
      TensorRole role,
      double std,
      double multiplier,
      double adamRate,
      double sgdRate,
      double epsilon,
      double decoupled,
      double coupled,
      double clip) {
    ScaledTensor tensor = new ScaledTensor(role, new Fans(1, 1), new Fans(3, 2), false);
    TensorRule adamw = new MaximalUpdate().rule(tensor, UNIT, OptimizerKind.ADAMW);
    TensorRule adam = new MaximalUpdate().rule(tensor, UNIT, OptimizerKind.ADAM);
    TensorRule sgd = new MaximalUpdate().rule(tensor, UNIT, OptimizerKind.SGD);

    assertThat(adamw.initStd()).isEqualTo(std, EXACT);
    assertThat(adamw.forwardMultiplier()).isEqualTo(multiplier, EXACT);
    assertThat(adamw.learningRate()).isEqualTo(adamRate, EXACT);
    assertThat(sgd.learningRate()).isEqualTo(sgdRate, EXACT);
    assertThat(adamw.epsilon()).isEqualTo(epsilon, EXACT);
    assertThat(adamw.weightDecay()).isEqualTo(decoupled, EXACT);
    assertThat(adam.weightDecay()).isEqualTo(coupled, EXACT);
    assertThat(sgd.weightDecay()).isEqualTo(coupled, EXACT);
    assertThat(adamw.clipWeight()).isEqualTo(clip, EXACT);
  }

  @Test
  void orthogonalisedStepOfAMatrixScalesWithTheRootOfItsShape() {
    ScaledTensor tensor =
        new ScaledTensor(TensorRole.HIDDEN, new Fans(1, 1), new Fans(9, 4), false);
    TensorRule rule = new MaximalUpdate().rule(tensor, UNIT, OptimizerKind.MUON);

    assertThat(rule.learningRate()).isEqualTo(1.5, EXACT);
    assertThat(rule.weightDecay()).isEqualTo(1 / 1.5, EXACT);
    assertThat(OptimizerKind.MUON.forRole(TensorRole.READOUT)).isEqualTo(OptimizerKind.ADAMW);
    assertThat(OptimizerKind.MUON.forRole(TensorRole.HIDDEN)).isEqualTo(OptimizerKind.MUON);
  }

  @ParameterizedTest
  @EnumSource(TensorRole.class)
  void changesNothingAtTheBaseShape(TensorRole role) {
    TunedSettings tuned = new TunedSettings(3e-3, 0.1, 1e-8, 0.02);
    ScaledTensor tensor = new ScaledTensor(role, new Fans(96, 32), new Fans(96, 32), false);
    TensorRule ordinary = new TensorRule(0.02, 1, 3e-3, 1e-8, 0.1, 1);

    for (Layout layout : Layout.values()) {
      assertThat(new MaximalUpdate(layout).rule(tensor, tuned, OptimizerKind.ADAMW))
          .isEqualTo(ordinary);
    }
  }

  @Test
  void refusesATargetNarrowerThanItsBase() {
    assertThatThrownBy(() -> ScaledTensor.square(TensorRole.HIDDEN, 64, 32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least as wide as its base")
        .hasMessageContaining("fan-out 32");
  }

  @Test
  void vocabularyIsNotWidth() {
    ScaledTensor head =
        new ScaledTensor(TensorRole.READOUT, new Fans(50_000, 64), new Fans(1_000, 128), false);

    assertThat(head.growth()).isEqualTo(new AxisGrowth(1, 2));
  }

  private static double power(double out, double in) {
    return Math.pow(64, out + in);
  }
}
