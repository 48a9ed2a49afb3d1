// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.eidograph.theory.scaling.MaximalUpdate.Layout;
import org.eidograph.theory.scaling.simulation.Losses;
import org.eidograph.theory.scaling.simulation.SimulatedMlp;
import org.eidograph.theory.scaling.simulation.SimulatedTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class TensorRuleTest {
  static final List<OptimizerKind> KINDS =
      List.of(OptimizerKind.SGD, OptimizerKind.ADAM, OptimizerKind.ADAMW, OptimizerKind.MUON);

  private static final TensorRule RULE = new TensorRule(0.02, 1, 1e-2, 1e-8, 0.1, 1);

  @ParameterizedTest
  @FieldSource("KINDS")
  void gaugesFormAGroup(OptimizerKind kind) {
    TensorRule twice = RULE.regauge(3, kind).regauge(0.7, kind);
    TensorRule back = RULE.regauge(3, kind).regauge(1 / 3.0, kind);

    assertClose(twice, RULE.regauge(2.1, kind));
    assertClose(back, RULE);
    assertThat(RULE.regauge(1, kind)).isEqualTo(RULE);
  }

  @Test
  void adamwDividesTheRateOnceAndSgdTwice() {
    // the table of the abc-symmetry at θ = 2
    assertThat(RULE.regauge(2, OptimizerKind.ADAMW))
        .isEqualTo(new TensorRule(0.01, 2, 5e-3, 2e-8, 0.2, 0.25));
    assertThat(RULE.regauge(2, OptimizerKind.ADAM))
        .isEqualTo(new TensorRule(0.01, 2, 5e-3, 2e-8, 0.4, 0.25));
    assertThat(RULE.regauge(2, OptimizerKind.SGD))
        .isEqualTo(new TensorRule(0.01, 2, 2.5e-3, 2e-8, 0.4, 0.25));
  }

  @ParameterizedTest
  @FieldSource("KINDS")
  void threeLayoutsOfMupTrainIdentically(OptimizerKind kind) {
    double[][] a = trained(Layout.A, kind);

    // 20 steps of float64 on outputs of order one; a rounding of 1e-16 may grow a hundredfold
    assertThat(Losses.largestDifference(trained(Layout.B, kind), a)).isLessThan(1e-12);
    assertThat(Losses.largestDifference(trained(Layout.C, kind), a)).isLessThan(1e-12);
  }

  @Test
  void gaugeThatForgetsEpsilonTrainsDifferently() {
    SimulatedMlp right = network(Layout.C, OptimizerKind.ADAMW);
    SimulatedMlp wrong = network(Layout.C, OptimizerKind.ADAMW);
    for (SimulatedTensor tensor : wrong.weights) {
      tensor.rule = tensor.rule.withEpsilon(1e-3);
    }

    assertThat(Losses.largestDifference(train(right), train(wrong))).isGreaterThan(1e-3);
  }

  @Test
  void refusesAGaugeThatIsNotPositive() {
    assertThatThrownBy(() -> RULE.regauge(0, OptimizerKind.SGD))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("gauge factor must be a positive number, got 0.0");
    assertThatThrownBy(() -> RULE.regauge(Double.NaN, OptimizerKind.SGD))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static double[][] trained(Layout layout, OptimizerKind kind) {
    return train(network(layout, kind));
  }

  /** 5 → 32 → 32 → 3 with biases, tuned at width 8, so that every factor differs from 1. */
  private static SimulatedMlp network(Layout layout, OptimizerKind kind) {
    TunedSettings tuned = new TunedSettings(kind.degree() == 1 ? 0.1 : 0.02, 0.05, 1e-3, 1);
    return SimulatedMlp.scaled(
        new SimulatedMlp.Shape(5, 8, 32, 3, 3, Math.sqrt(2), true),
        ScalingRecipe.of(new MaximalUpdate(layout), kind),
        tuned,
        Losses.random(1));
  }

  private static double[][] train(SimulatedMlp network) {
    double[][] batch = Losses.gaussianBatch(20, 5, Losses.random(2));
    int[] labels = Losses.labels(20, 3, Losses.random(3));
    for (int step = 0; step < 20; step++) {
      double[][][] sums = network.forward(batch);
      network.backward(Losses.crossEntropyGradient(sums[2], labels));
      network.step(0.9, 0.95, 0.1);
    }
    return network.forward(batch)[2];
  }

  private static void assertClose(TensorRule actual, TensorRule expected) {
    // products of at most six roundings
    double relative = 1e-14;
    assertThat(actual.initStd())
        .isCloseTo(expected.initStd(), within(relative * expected.initStd()));
    assertThat(actual.forwardMultiplier())
        .isCloseTo(expected.forwardMultiplier(), within(relative * expected.forwardMultiplier()));
    assertThat(actual.learningRate())
        .isCloseTo(expected.learningRate(), within(relative * expected.learningRate()));
    assertThat(actual.epsilon())
        .isCloseTo(expected.epsilon(), within(relative * expected.epsilon()));
    assertThat(actual.weightDecay())
        .isCloseTo(expected.weightDecay(), within(relative * expected.weightDecay()));
    assertThat(actual.clipWeight())
        .isCloseTo(expected.clipWeight(), within(relative * expected.clipWeight()));
  }
}
