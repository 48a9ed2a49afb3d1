// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.eidograph.theory.scaling.MaximalUpdate;
import org.eidograph.theory.scaling.NeuralTangent;
import org.eidograph.theory.scaling.OptimizerKind;
import org.eidograph.theory.scaling.Parametrization;
import org.eidograph.theory.scaling.ScalingRecipe;
import org.eidograph.theory.scaling.Standard;
import org.eidograph.theory.scaling.TunedSettings;
import org.eidograph.theory.scaling.simulation.Losses;
import org.eidograph.theory.scaling.simulation.Polar;
import org.eidograph.theory.scaling.simulation.SimulatedMlp;
import org.eidograph.theory.scaling.simulation.SimulatedTensor;
import org.eidograph.theory.scaling.sweep.CoordinateCheck.Outcome;
import org.eidograph.theory.scaling.sweep.CoordinateSlope.Watched;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Coordinate checks of networks that train by the rules of this module: 32 → n → n → n → 10 without
 * biases, base width 64.
 */
@Tag("slow")
class CoordinateCheckSimulationTest {
  private static final long[] WIDTHS = {64, 128, 256, 512};
  private static final int SEEDS = 4;
  private static final int LAYERS = 4;
  private static final double[][] BATCH = Losses.gaussianBatch(32, 32, Losses.random(1));
  private static final int[] LABELS = Losses.labels(32, 10, Losses.random(2));

  @Test
  void mupPassesUnderAdamAndSpFails() {
    List<CoordinateSlope> mup = changes(new MaximalUpdate(), OptimizerKind.ADAM, false, 1);
    List<CoordinateSlope> sp = changes(new Standard(), OptimizerKind.ADAM, false, 1);

    // published slopes: 0.00, -0.05, -0.07 and logits -0.11; SP 0.00, 0.89, 1.04, 1.47
    assertHiddenFlat(mup);
    assertSlope(sp.get(1), 0.89);
    assertSlope(sp.get(2), 1.04);
    assertSlope(sp.get(3), 1.47);
    assertThat(CoordinateCheck.of(mup, sp).outcome()).isEqualTo(Outcome.PASSES);
    assertThat(CoordinateCheck.of(sp, sp).outcome()).isEqualTo(Outcome.FAILS);
  }

  @Test
  void everyLayoutPassesAlike() {
    List<CoordinateSlope> b = changes(new MaximalUpdate(), OptimizerKind.ADAM, false, 1);
    for (MaximalUpdate.Layout layout : MaximalUpdate.Layout.values()) {
      List<CoordinateSlope> other =
          changes(new MaximalUpdate(layout), OptimizerKind.ADAM, false, 1);
      for (int layer = 0; layer < LAYERS; layer++) {
        // one gauge class, three steps of rounding
        assertThat(other.get(layer).slope()).isCloseTo(b.get(layer).slope(), within(1e-6));
      }
    }
  }

  @Test
  void zeroReadoutRemovesTheTransient() {
    for (CoordinateSlope slope : changes(new MaximalUpdate(), OptimizerKind.ADAM, true, 3)) {
      assertThat(slope.slope()).isBetween(-0.15, 0.15);
    }
  }

  @Test
  void mupPassesUnderSgdAndSpFails() {
    List<CoordinateSlope> mup = changes(new MaximalUpdate(), OptimizerKind.SGD, true, 2);
    List<CoordinateSlope> sp = changes(new Standard(), OptimizerKind.SGD, false, 2);

    assertHiddenFlat(mup);
    // published: -0.46, 0.57, 0.50, 0.83 over one more octave
    assertThat(sp.subList(1, LAYERS)).allSatisfy(s -> assertThat(s.slope()).isGreaterThan(0.4));
  }

  @Test
  void neuralTangentFeaturesDieOut() {
    List<CoordinateSlope> ntp = changes(new NeuralTangent(), OptimizerKind.SGD, false, 2);

    // published: -0.49, -0.56, -0.62, logits -0.15
    assertThat(ntp.subList(0, 3)).allSatisfy(s -> assertThat(s.slope()).isLessThan(-0.35));
    assertThat(ntp.get(3).slope()).isGreaterThan(-0.35);
  }

  /** Logits of a random readout start as n^-½ under muP. */
  @Test
  void outputsOfARandomReadoutStartAtTheRoot() {
    double[][] sizes = new double[16][WIDTHS.length];
    for (int seed = 0; seed < 16; seed++) {
      for (int i = 0; i < WIDTHS.length; i++) {
        double[][] outputs =
            network(new MaximalUpdate(), OptimizerKind.ADAM, (int) WIDTHS[i], seed, false)
                .forward(BATCH)[3];
        sizes[seed][i] = Losses.rmsDifference(outputs, new double[32][10]);
      }
    }

    // 16 seeds of 10 output units scatter by about 4 % each, over three octaves
    assertThat(CoordinateSlope.of("out", Watched.LOGITS, WIDTHS, sizes).slope())
        .isCloseTo(-0.5, within(0.1));
  }

  /** Claim P7: norms of the steps follow √(fan_out/fan_in) under muP and grow under SP. */
  @Test
  void stepsHaveTheWantedSpectralNorms() {
    double[] mup = normSlopes(new MaximalUpdate());
    double[] sp = normSlopes(new Standard());

    // the claim's tolerance: three steps of few seeds at moderate widths
    assertThat(mup[0]).isCloseTo(0.5, within(0.12));
    assertThat(mup[1]).isCloseTo(0, within(0.12));
    assertThat(mup[2]).isCloseTo(0, within(0.12));
    assertThat(mup[3]).isCloseTo(-0.5, within(0.12));
    assertThat(sp[1]).isGreaterThan(0.8);
    assertThat(sp[2]).isGreaterThan(0.8);
  }

  private static double[] normSlopes(Parametrization parametrization) {
    double[][] norms = new double[LAYERS][WIDTHS.length];
    for (int i = 0; i < WIDTHS.length; i++) {
      for (int seed = 0; seed < 3; seed++) {
        SimulatedMlp network =
            network(parametrization, OptimizerKind.ADAM, (int) WIDTHS[i], seed, false);
        List<double[]> before =
            network.weights.stream().map(tensor -> tensor.values.clone()).toList();
        train(network, 3);
        for (int layer = 0; layer < LAYERS; layer++) {
          norms[layer][i] += stepNorm(network.weights.get(layer), before.get(layer));
        }
      }
    }
    double[] slopes = new double[LAYERS];
    for (int layer = 0; layer < LAYERS; layer++) {
      slopes[layer] = LineFit.ofPowers(widths(), norms[layer]).slope();
    }
    return slopes;
  }

  /** Spectral norm of the effective step. */
  private static double stepNorm(SimulatedTensor tensor, double[] before) {
    double[] change = tensor.values.clone();
    for (int i = 0; i < change.length; i++) {
      change[i] = tensor.rule.forwardMultiplier() * (change[i] - before[i]);
    }
    return Polar.spectralNorm(change, tensor.out, tensor.in);
  }

  /** Slopes of the root mean square change of every layer's sums after some steps. */
  private static List<CoordinateSlope> changes(
      Parametrization parametrization, OptimizerKind kind, boolean zeroReadout, int steps) {
    double[][][] statistic = new double[LAYERS][SEEDS][WIDTHS.length];
    for (int i = 0; i < WIDTHS.length; i++) {
      for (int seed = 0; seed < SEEDS; seed++) {
        SimulatedMlp network = network(parametrization, kind, (int) WIDTHS[i], seed, zeroReadout);
        double[][][] before = network.forward(BATCH);
        train(network, steps);
        double[][][] after = network.forward(BATCH);
        for (int layer = 0; layer < LAYERS; layer++) {
          statistic[layer][seed][i] = Losses.rmsDifference(after[layer], before[layer]);
        }
      }
    }
    List<CoordinateSlope> slopes = new ArrayList<>();
    for (int layer = 0; layer < LAYERS; layer++) {
      Watched watched = layer == LAYERS - 1 ? Watched.LOGITS : Watched.HIDDEN;
      slopes.add(CoordinateSlope.of("layer " + layer, watched, WIDTHS, statistic[layer]));
    }
    return slopes;
  }

  private static SimulatedMlp network(
      Parametrization parametrization,
      OptimizerKind kind,
      int width,
      int seed,
      boolean zeroReadout) {
    TunedSettings tuned = new TunedSettings(kind.degree() == 1 ? 0.1 : 0.01, 0, 1e-8, 1);
    SimulatedMlp network =
        SimulatedMlp.scaled(
            new SimulatedMlp.Shape(32, 64, width, 10, LAYERS, Math.sqrt(2), false),
            ScalingRecipe.of(parametrization, kind),
            tuned,
            Losses.random(100L + seed));
    if (zeroReadout) {
      Arrays.fill(network.weights.get(LAYERS - 1).values, 0);
    }
    return network;
  }

  private static void train(SimulatedMlp network, int steps) {
    for (int step = 0; step < steps; step++) {
      double[][] outputs = network.forward(BATCH)[LAYERS - 1];
      network.backward(Losses.crossEntropyGradient(outputs, LABELS));
      network.step(0, 0.999, 0);
    }
  }

  private static double[] widths() {
    return Arrays.stream(WIDTHS).mapToDouble(n -> n).toArray();
  }

  private static void assertHiddenFlat(List<CoordinateSlope> slopes) {
    assertThat(slopes.subList(0, 3))
        .allSatisfy(slope -> assertThat(slope.slope()).isBetween(-0.15, 0.15));
  }

  /** Another random stream, and one octave less than the published run. */
  private static void assertSlope(CoordinateSlope slope, double published) {
    assertThat(slope.slope()).as(slope.module()).isCloseTo(published, within(0.2));
  }
}
