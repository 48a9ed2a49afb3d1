// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.eidograph.study.Measured;
import org.eidograph.study.Seeds;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Smooth;
import org.eidograph.theory.signal.EdgeOfChaos;
import org.eidograph.theory.signal.EdgePoint;
import org.eidograph.theory.signal.Initialization;
import org.eidograph.theory.signal.SignalPhase;
import org.eidograph.train.engine.Workers;

/**
 * Plain networks of fifty layers on and off the edge of chaos, trained: the same task, optimizer,
 * steps and rates, so that only the start differs. Each arm shows the better of two rates.
 */
public final class DeepTrainingStudy {
  /** Task, start and batches change with the seed. */
  public static final Seeds SEEDS = new Seeds(2, 4);

  /**
   * For one arm against another: the ratio's logarithm varies by 3.5 between seeds, so that two of
   * them tell nothing of its mean, and 32 leave an error of 0.6. A small run has no time for them.
   */
  public static final Seeds COMPARED = new Seeds(0, 32);

  private static final double[] RATES = {3e-4, 1e-3};

  private DeepTrainingStudy() {}

  /** A way to start. */
  public enum Arm {
    /** tanh on its edge at σ_b = 0.2. */
    TANH_EDGE,
    /** tanh with σ_w = 1, σ_b = 0.5: correlations settle within two layers. */
    TANH_ORDERED,
    /** tanh with σ_w = 2, σ_b = 0.2: gradients grow by a third in every layer. */
    TANH_CHAOTIC,
    /** ReLU at σ_w = √2. */
    RELU_EDGE;

    /** The network of this arm, with inputs scaled so that the variance stands from layer 1. */
    DeepNetworkRun.Start start() {
      return switch (this) {
        case TANH_EDGE -> of(EdgeOfChaos.point(Smooth.TANH, 0.2));
        case TANH_ORDERED -> of(new Initialization(1, 0.5));
        case TANH_CHAOTIC -> of(new Initialization(2, 0.2));
        case RELU_EDGE ->
            new DeepNetworkRun.Start(false, EdgeOfChaos.point(Activation.relu(), 0).init(), 1);
      };
    }

    private static DeepNetworkRun.Start of(EdgePoint edge) {
      return stationary(edge.init(), edge.variance());
    }

    private static DeepNetworkRun.Start of(Initialization init) {
      return stationary(init, SignalPhase.of(Smooth.TANH, init, 1).variance());
    }

    private static DeepNetworkRun.Start stationary(Initialization init, double q) {
      return new DeepNetworkRun.Start(
          true, init, (q - init.biasVariance()) / init.weightVariance());
    }
  }

  /**
   * The better rate of one arm.
   *
   * @param arm which
   * @param rate the learning rate
   * @param bySeed loss curve of each seed, every ten steps, over the loss of answering 0
   */
  public record Curve(Arm arm, double rate, List<double[]> bySeed) {
    /** Loss on all points at the end, one a seed. */
    public double[] last() {
      return bySeed.stream().mapToDouble(curve -> curve[curve.length - 1]).toArray();
    }

    /** Geometric mean over seeds, in time. */
    public double[] mean() {
      double[] mean = new double[bySeed.get(0).length];
      Arrays.setAll(
          mean,
          t ->
              Math.exp(
                  bySeed.stream()
                      .mapToDouble(curve -> Math.log(curve[t]))
                      .average()
                      .orElseThrow()));
      return mean;
    }

    /** Geometric mean of the last losses. */
    public Measured loss() {
      double[] zero = new double[bySeed.size()];
      return Measured.ratio(logs(), zero);
    }

    /** Last loss over that of another arm, seed by seed. */
    public Measured over(Curve other) {
      return Measured.ratio(logs(), other.logs());
    }

    private double[] logs() {
      return Arrays.stream(last()).map(Math::log).toArray();
    }
  }

  /** Trains some arms, each from every seed. */
  public static List<Curve> run(long[] seeds, Workers workers, Arm... arms) {
    List<Callable<double[]>> tasks = new ArrayList<>();
    for (Arm arm : arms) {
      for (double rate : RATES) {
        for (long seed : seeds) {
          tasks.add(() -> DeepNetworkRun.of(arm.start(), rate, seed));
        }
      }
    }
    List<double[]> curves = workers.run(tasks);
    List<Curve> chosen = new ArrayList<>();
    for (int a = 0; a < arms.length; a++) {
      List<Curve> tried = new ArrayList<>();
      for (int r = 0; r < RATES.length; r++) {
        int from = (a * RATES.length + r) * seeds.length;
        tried.add(new Curve(arms[a], RATES[r], curves.subList(from, from + seeds.length)));
      }
      chosen.add(better(tried));
    }
    return chosen;
  }

  private static Curve better(List<Curve> tried) {
    return tried.stream()
        .min((x, y) -> Double.compare(x.loss().value(), y.loss().value()))
        .orElseThrow();
  }
}
