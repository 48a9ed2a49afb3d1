// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.widening;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import org.eidograph.theory.scaling.OptimizerKind;
import org.eidograph.theory.scaling.ScalingRecipe;
import org.eidograph.theory.scaling.Standard;
import org.eidograph.theory.scaling.TunedSettings;
import org.eidograph.theory.scaling.simulation.Losses;
import org.eidograph.theory.scaling.simulation.SimulatedMlp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Claims W2, W3 and W5 on a ReLU network of standard parametrization whose hidden layers are
 * widened by 10, 5 and 4: its wide copy trains exactly like it, and not if one factor is forgotten.
 */
class WideningDynamicsTest {
  static final List<OptimizerKind> KINDS =
      List.of(OptimizerKind.SGD, OptimizerKind.ADAM, OptimizerKind.ADAMW, OptimizerKind.MUON);

  private static final int[] FACTORS = {10, 5, 4};
  private static final double[][] BATCH = Losses.gaussianBatch(12, 5, Losses.random(2));
  private static final int[] LABELS = Losses.labels(12, 3, Losses.random(3));

  /** 0: no clipping. */
  private static final double NONE = 0;

  @ParameterizedTest
  @FieldSource("KINDS")
  void wideCopyTrainsLikeItsSource(OptimizerKind kind) {
    // the bound of the claim for float64; measured differences are near 1e-14
    assertThat(drift(kind, NONE, UnaryOperator.identity())).isLessThan(1e-10);
    assertThat(drift(kind, 0.05, UnaryOperator.identity())).isLessThan(1e-10);
  }

  @Test
  void copiesOfAUnitStayEqual() {
    SimulatedMlp source = trained(OptimizerKind.ADAMW, 1e-3);
    SimulatedMlp wide = Widened.of(source, FACTORS, UnaryOperator.identity());
    train(wide, 20, NONE);

    double[][] hidden = wide.forward(BATCH)[0];
    for (double[] sample : hidden) {
      for (int unit = 0; unit < sample.length; unit++) {
        double first = sample[unit / 10 * 10];
        // rounding differs between copies only where sums run in another order
        assertThat(Math.abs(sample[unit] - first)).isLessThan(1e-10 * (1 + Math.abs(first)));
      }
    }
  }

  @Test
  void forgottenRateDrifts() {
    assertThat(
            drift(
                OptimizerKind.ADAMW,
                NONE,
                r ->
                    new WideningRule(
                        r.value(),
                        1,
                        r.epsilon(),
                        r.weightDecay(),
                        r.firstMoment(),
                        r.secondMoment(),
                        r.clipWeight())))
        .isGreaterThan(0.1);
  }

  @Test
  void forgottenMomentsDrift() {
    assertThat(
            drift(
                OptimizerKind.ADAMW,
                NONE,
                r ->
                    new WideningRule(
                        r.value(),
                        r.learningRate(),
                        r.epsilon(),
                        r.weightDecay(),
                        0,
                        0,
                        r.clipWeight())))
        .isGreaterThan(0.1);
  }

  @Test
  void forgottenEpsilonDrifts() {
    assertThat(
            drift(
                OptimizerKind.ADAMW,
                NONE,
                r ->
                    new WideningRule(
                        r.value(),
                        r.learningRate(),
                        1,
                        r.weightDecay(),
                        r.firstMoment(),
                        r.secondMoment(),
                        r.clipWeight())))
        .isGreaterThan(1e-3);
  }

  @Test
  void forgottenDecayDrifts() {
    assertThat(
            drift(
                OptimizerKind.ADAMW,
                NONE,
                r ->
                    new WideningRule(
                        r.value(),
                        r.learningRate(),
                        r.epsilon(),
                        1,
                        r.firstMoment(),
                        r.secondMoment(),
                        r.clipWeight())))
        .isGreaterThan(1e-3);
  }

  @Test
  void plainClippingDrifts() {
    assertThat(
            drift(
                OptimizerKind.SGD,
                0.05,
                r ->
                    new WideningRule(
                        r.value(),
                        r.learningRate(),
                        r.epsilon(),
                        r.weightDecay(),
                        r.firstMoment(),
                        r.secondMoment(),
                        1)))
        .isGreaterThan(1e-3);
  }

  /** Largest difference of the outputs of source and wide copy over 20 steps. */
  private static double drift(
      OptimizerKind kind, double clip, UnaryOperator<WideningRule> spoiled) {
    SimulatedMlp source = trained(kind, 1e-3);
    SimulatedMlp wide = Widened.of(source, FACTORS, spoiled);
    double largest = difference(source, wide);
    assertThat(largest).as("at widening").isLessThan(1e-13);
    for (int step = 0; step < 20; step++) {
      train(source, 1, clip);
      train(wide, 1, clip);
      largest = Math.max(largest, difference(source, wide));
    }
    return largest;
  }

  private static double difference(SimulatedMlp left, SimulatedMlp right) {
    return Losses.largestDifference(left.forward(BATCH)[3], right.forward(BATCH)[3]);
  }

  private static SimulatedMlp trained(OptimizerKind kind, double epsilon) {
    TunedSettings tuned = new TunedSettings(kind.degree() == 1 ? 0.3 : 0.02, 0.1, epsilon, 1);
    SimulatedMlp source =
        SimulatedMlp.scaled(
            new SimulatedMlp.Shape(5, 6, 6, 3, 4, Math.sqrt(2), true),
            ScalingRecipe.of(new Standard(), kind),
            tuned,
            Losses.random(1));
    train(source, 5, NONE);
    return source;
  }

  private static void train(SimulatedMlp network, int steps, double clip) {
    for (int step = 0; step < steps; step++) {
      double[][] outputs = network.forward(BATCH)[3];
      network.backward(Losses.crossEntropyGradient(outputs, LABELS));
      network.step(0.9, 0.95, clip);
    }
  }
}
