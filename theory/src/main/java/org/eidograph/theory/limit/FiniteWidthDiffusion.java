// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.limit;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.eidograph.theory.moments.Domain;
import org.eidograph.theory.moments.Estimate;

/**
 * Simulates {@code dX_t = ‖φ(X_t)‖/√n dB_t}, the infinite-depth limit of a residual network of
 * width n, by Euler steps: which is the finite network of that depth itself.
 *
 * <pre>
 * X ← X + ‖φ(X)‖/√(n·L)·ξ,  ξ ~ N(0, I_n)
 * </pre>
 *
 * <p>Given X, {@code W φ(X)} with W_ij ~ N(0, 1/n) is exactly {@code ‖φ(X)‖/√n·ξ}, so no matrix is
 * drawn. Strong error O(L^−½).
 */
public final class FiniteWidthDiffusion {
  private FiniteWidthDiffusion() {}

  /**
   * What to simulate.
   *
   * @param width n
   * @param steps L, Euler steps up to t = 1
   * @param paths how many independent paths
   * @param seed of the generator
   */
  public record Settings(int width, int steps, int paths, long seed) {
    public Settings {
      Domain.atLeast("width", width, 1);
      Domain.atLeast("steps", steps, 1);
      Domain.atLeast("paths", paths, 2);
    }
  }

  /**
   * Growth of the post-activation norm of ReLU from a standard normal start, over paths that do not
   * start dead.
   *
   * @param logGrowth E ln(‖φ(X_1)‖/‖φ(X_0)‖) by the control variate ½∫(N_s/n − 2/n) ds, whose mean
   *     is the same and whose standard error is several times smaller
   * @param plainLogGrowth the same by direct averaging
   * @param logVariance variance of the logarithm
   * @param meanSquareGrowth E‖φ(X_1)‖²/E‖φ(X_0)‖²
   */
  public record ReluGrowth(
      Estimate logGrowth, Estimate plainLogGrowth, double logVariance, double meanSquareGrowth) {}

  /**
   * ReLU paths from X_0 ~ N(0, I), one number a path.
   *
   * @param logGrowth ln(‖φ(X_1)‖/‖φ(X_0)‖)
   * @param drift ½∫(N_s/n − 2/n) ds, which has the same mean
   * @param square ‖φ(X_1)‖² over the mean of ‖φ(X_0)‖²
   */
  public record ReluPaths(double[] logGrowth, double[] drift, double[] square) {
    public ReluPaths {
      logGrowth = logGrowth.clone();
      drift = drift.clone();
      square = square.clone();
    }

    @Override
    public double[] logGrowth() {
      return logGrowth.clone();
    }

    @Override
    public double[] drift() {
      return drift.clone();
    }

    @Override
    public double[] square() {
      return square.clone();
    }

    /** E‖φ(X_1)‖²/E‖φ(X_0)‖², whose law has a heavy tail at small width. */
    public Estimate meanSquareGrowth() {
      return Estimate.ofSamples(square);
    }

    /** Their means and errors. */
    public ReluGrowth growth() {
      Estimate plain = Estimate.ofSamples(logGrowth);
      double variance = plain.error() * plain.error() * logGrowth.length;
      return new ReluGrowth(Estimate.ofSamples(drift), plain, variance, meanSquareGrowth().value());
    }
  }

  /** Simulates ReLU paths from X_0 ~ N(0, I) and averages them. */
  public static ReluGrowth relu(Settings settings) {
    return reluPaths(settings).growth();
  }

  /** Simulates ReLU paths from X_0 ~ N(0, I). */
  public static ReluPaths reluPaths(Settings settings) {
    SplittableRandom random = new SplittableRandom(settings.seed());
    double[] drift = new double[settings.paths()];
    double[] logs = new double[settings.paths()];
    double[] square = new double[settings.paths()];
    double before = 0;
    double[] x = new double[settings.width()];
    for (int path = 0; path < settings.paths(); path++) {
      double start;
      double end;
      do { // a coarse step may kill all units, which the limit never does: draw again
        start = liveStart(x, random);
        drift[path] = reluPath(x, settings.steps(), random);
        end = positiveSquare(x);
      } while (end == 0);
      logs[path] = 0.5 * Math.log(end / start);
      square[path] = end;
      before += start;
    }
    double mean = before / settings.paths();
    Arrays.setAll(square, path -> square[path] / mean);
    return new ReluPaths(logs, drift, square);
  }

  /** A standard normal vector with at least one positive coordinate; returns ‖φ(x)‖². */
  private static double liveStart(double[] x, SplittableRandom random) {
    double square;
    do {
      for (int i = 0; i < x.length; i++) {
        x[i] = random.nextGaussian();
      }
      square = positiveSquare(x);
    } while (square == 0);
    return square;
  }

  /** Moves x to time 1 and returns ½∫(N_s/n − 2/n) ds. */
  private static double reluPath(double[] x, int steps, SplittableRandom random) {
    int n = x.length;
    long active = 0;
    for (int l = 0; l < steps; l++) {
      double square = 0;
      for (double each : x) {
        if (each > 0) {
          square += each * each;
          active++;
        }
      }
      double scale = Math.sqrt(square / ((double) n * steps));
      for (int i = 0; i < n; i++) {
        x[i] += scale * random.nextGaussian();
      }
    }
    return 0.5 * ((double) active / ((double) n * steps) - 2.0 / n);
  }

  private static double positiveSquare(double[] x) {
    double square = 0;
    for (double each : x) {
      double positive = Math.max(each, 0);
      square += positive * positive;
    }
    return square;
  }

  /**
   * X_1 of width-one paths from a given start, for any φ.
   *
   * @param settings width 1
   */
  public static double[] widthOne(DoubleUnaryOperator activation, double start, Settings settings) {
    Domain.within("the width", settings.width(), 1, 1);
    SplittableRandom random = new SplittableRandom(settings.seed());
    double scale = 1 / Math.sqrt(settings.steps());
    double[] ends = new double[settings.paths()];
    for (int path = 0; path < ends.length; path++) {
      double x = start;
      for (int l = 0; l < settings.steps(); l++) {
        x += scale * Math.abs(activation.applyAsDouble(x)) * random.nextGaussian();
      }
      ends[path] = x;
    }
    return ends;
  }
}
