// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.lora;

import java.util.SplittableRandom;

/**
 * The counting arguments of the learning-rate rules as an experiment: a few steps of sign descent
 * on one adapter, one input and one output gradient.
 *
 * <pre>
 * Z, dz ~ N(0, I_n) fixed;   g_B = dz·(A·Z)ᵀ,   g_A = (Bᵀ·dz)·Zᵀ;   W ← W − η·sign(g), both at once
 * </pre>
 *
 * <p>Init[A] draws A with variance 1/n, Init[B] draws B with variance 1/r. A rule is right if the
 * change of {@code s·B·A·Z} in the last step keeps its size when width, rank or multiplier change.
 * Cost: O(n·r) per step, double precision.
 */
public final class SignSteps {
  /** Enough for both factors to have moved and to act on each other. */
  public static final int STEPS = 3;

  private final LoraLearningRate.Setting setting;
  private final int width;
  private final double[] input;
  private final double[] outputGradient;
  private final double[][] a; // (r, n)
  private final double[][] b; // (r, n): column j of B is row j here

  private SignSteps(LoraLearningRate.Setting setting, SplittableRandom random) {
    this.setting = setting;
    this.width = (int) setting.fanIn();
    this.input = normal(random, width, 1);
    this.outputGradient = normal(random, width, 1);
    boolean randomA = setting.start() == RandomFactor.A;
    this.a = factor(random, randomA ? 1 / Math.sqrt(width) : 0);
    this.b = factor(random, randomA ? 0 : 1 / Math.sqrt(setting.rank()));
  }

  /**
   * What the last step did, as root mean squares.
   *
   * @param update of the change of the adapter's output
   * @param bottleneck of A·Z after it
   */
  public record Features(double update, double bottleneck) {}

  /**
   * Runs {@link #STEPS} steps from each seed and averages.
   *
   * @param setting its fan-in is the width n of input and output
   * @param rates η_A and η_B
   * @param seeds at least one
   */
  public static Features average(LoraLearningRate.Setting setting, LoraPlus rates, long... seeds) {
    double update = 0;
    double bottleneck = 0;
    for (long seed : seeds) {
      Features one = new SignSteps(setting, new SplittableRandom(seed)).run(rates);
      update += one.update / seeds.length;
      bottleneck += one.bottleneck / seeds.length;
    }
    return new Features(update, bottleneck);
  }

  private Features run(LoraPlus rates) {
    double[] before = new double[width];
    for (int step = 0; step < STEPS; step++) {
      before = output();
      descend(rates);
    }
    double[] change = output();
    for (int i = 0; i < width; i++) {
      change[i] -= before[i];
    }
    return new Features(rootMeanSquare(change), rootMeanSquare(bottleneck()));
  }

  private void descend(LoraPlus rates) {
    double[] za = bottleneck();
    for (int j = 0; j < a.length; j++) {
      double signOfA = Math.signum(dot(b[j], outputGradient)); // times sign(Z_i) below
      double signOfB = Math.signum(za[j]);
      for (int i = 0; i < width; i++) {
        a[j][i] -= rates.rateA() * signOfA * Math.signum(input[i]);
        b[j][i] -= rates.rateB() * signOfB * Math.signum(outputGradient[i]);
      }
    }
  }

  private double[] bottleneck() {
    double[] za = new double[a.length];
    for (int j = 0; j < a.length; j++) {
      za[j] = dot(a[j], input);
    }
    return za;
  }

  private double[] output() {
    double[] za = bottleneck();
    double[] output = new double[width];
    for (int j = 0; j < b.length; j++) {
      for (int i = 0; i < width; i++) {
        output[i] += setting.scale() * b[j][i] * za[j];
      }
    }
    return output;
  }

  private double[][] factor(SplittableRandom random, double deviation) {
    double[][] rows = new double[setting.rank()][];
    for (int j = 0; j < rows.length; j++) {
      rows[j] = deviation == 0 ? new double[width] : normal(random, width, deviation);
    }
    return rows;
  }

  private static double[] normal(SplittableRandom random, int count, double deviation) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = deviation * random.nextGaussian();
    }
    return values;
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }

  private static double rootMeanSquare(double[] x) {
    return Math.sqrt(dot(x, x) / x.length);
  }
}
