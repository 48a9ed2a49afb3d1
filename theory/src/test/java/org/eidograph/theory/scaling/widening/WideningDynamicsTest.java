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
import org.junit.jupiter.params.provider.CsvSource;
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

  @ParameterizedTest
  @CsvSource({
    // what is forgotten, optimizer, clip threshold, least drift by the claim
    "RATE, adamw, 0, 0.1",
    "MOMENTS, adamw, 0, 0.1",
    "EPSILON, adamw, 0, 1e-3",
    "DECAY, adamw, 0, 1e-3",
    "CLIP_WEIGHT, sgd, 0.05, 1e-3"
  })
  void forgottenFactorDrifts(Factor forgotten, String optimizer, double clip, double least) {
    assertThat(drift(OptimizerKind.of(optimizer), clip, forgotten::forget)).isGreaterThan(least);
  }

  private enum Factor {
    RATE,
    MOMENTS,
    EPSILON,
    DECAY,
    CLIP_WEIGHT;

    WideningRule forget(WideningRule rule) {
      return new WideningRule(
          rule.value(),
          this == RATE ? 1 : rule.learningRate(),
          this == EPSILON ? 1 : rule.epsilon(),
          this == DECAY ? 1 : rule.weightDecay(),
          this == MOMENTS ? 0 : rule.firstMoment(),
          this == MOMENTS ? 0 : rule.secondMoment(),
          this == CLIP_WEIGHT ? 1 : rule.clipWeight());
    }
  }

  /** Largest difference of the outputs of source and wide copy over 20 steps. */
  private static double drift(
      OptimizerKind kind, double clip, UnaryOperator<WideningRule> spoiled) {
    SimulatedMlp source = trained(kind, 1e-3);
    SimulatedMlp wide = Widened.of(source, FACTORS, spoiled);
    double[][] start = source.forward(BATCH)[3];
    double largest = difference(source, wide);
    assertThat(largest).as("at widening").isLessThan(1e-13);
    for (int step = 0; step < 20; step++) {
      train(source, 1, clip);
      train(wide, 1, clip);
      largest = Math.max(largest, difference(source, wide));
    }
    double[][] end = source.forward(BATCH)[3];
    assertThat(Losses.largestDifference(start, end)).as("training moves").isGreaterThan(0.03);
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
