// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.eidograph.theory.scaling.simulation.Losses;
import org.eidograph.theory.scaling.simulation.SimulatedResidualNet;
import org.eidograph.theory.scaling.simulation.SimulatedResidualNet.Shape;
import org.eidograph.theory.scaling.simulation.SimulatedResidualNet.Start;
import org.eidograph.theory.scaling.sweep.LineFit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Depth rules in training: how the change of the last hidden state follows the depth. */
@Tag("slow")
class DepthRuleSimulationTest {
  private static final int[] BLOCKS = {2, 4, 8, 16, 32};
  private static final int SEEDS = 3;
  private static final double[][] BATCH = Losses.gaussianBatch(16, 16, Losses.random(1));
  private static final int[] LABELS = Losses.labels(16, 10, Losses.random(2));
  private static final Start ADAM = new Start(OptimizerKind.ADAM, 0.01, 1e-8, 0);

  /** Claim P6; an independent run gave +0.89, +0.01 and -0.07 at step 3. */
  @Test
  void changeOfTheStreamDoesNotFollowTheDepthUnderADepthRule() {
    assertThat(changeSlope(new DepthRule.Unscaled(), ADAM, 3)).isGreaterThan(0.7);
    assertThat(changeSlope(new DepthRule.BranchPower(0.5), ADAM, 3)).isBetween(-0.15, 0.15);
    assertThat(changeSlope(new DepthRule.BranchPower(1), ADAM, 3)).isBetween(-0.15, 0.15);
  }

  /** The exponent for steps of degree 1, our own derivation: α - 1 + α. */
  @Test
  void sgdNeedsItsOwnExponent() {
    Start sgd = new Start(OptimizerKind.SGD, 0.5, 0, 1);

    assertThat(changeSlope(new DepthRule.BranchPower(0.5), sgd, 3)).isBetween(-0.2, 0.2);
    assertThat(changeSlope(new DepthRule.BranchPower(1), sgd, 3)).isBetween(-0.2, 0.2);
  }

  /**
   * Why ε takes the factor m_L^-α inside the blocks only: so do the gradients there, while those of
   * the input matrix do not follow the depth.
   */
  @Test
  void gradientsInsideBlocksFallWithTheirBranchAndOthersDoNot() {
    Start random = new Start(OptimizerKind.ADAM, 0.01, 1e-8, 1);
    DepthRule depth = new DepthRule.BranchPower(1);

    assertThat(gradientSlope(depth, random, SimulatedResidualNet::blockGradient))
        .isBetween(-1.15, -0.85);
    assertThat(gradientSlope(depth, random, SimulatedResidualNet::inputGradient))
        .isBetween(-0.15, 0.15);
  }

  private static double changeSlope(DepthRule depth, Start start, int steps) {
    return slope(
        depth,
        start,
        network -> {
          double[][] before = network.forward(BATCH)[0];
          for (int step = 0; step < steps; step++) {
            network.backward(BATCH, Losses.crossEntropyGradient(network.forward(BATCH)[1], LABELS));
            network.step(0.95);
          }
          return Losses.rmsDifference(network.forward(BATCH)[0], before);
        });
  }

  private static double gradientSlope(
      DepthRule depth, Start start, ToDoubleFunction<SimulatedResidualNet> gradient) {
    return slope(
        depth,
        start,
        network -> {
          network.backward(BATCH, Losses.crossEntropyGradient(network.forward(BATCH)[1], LABELS));
          return gradient.applyAsDouble(network);
        });
  }

  private static double slope(
      DepthRule depth, Start start, ToDoubleFunction<SimulatedResidualNet> statistic) {
    double[] means = new double[BLOCKS.length];
    for (int i = 0; i < BLOCKS.length; i++) {
      for (int seed = 0; seed < SEEDS; seed++) {
        SimulatedResidualNet network =
            new SimulatedResidualNet(
                new Shape(16, 64, 10, BLOCKS[i]), depth, start, Losses.random(seed));
        means[i] += statistic.applyAsDouble(network) / SEEDS;
      }
    }
    double[] blocks = Arrays.stream(BLOCKS).mapToDouble(b -> b).toArray();
    return LineFit.ofPowers(blocks, means).slope();
  }
}
