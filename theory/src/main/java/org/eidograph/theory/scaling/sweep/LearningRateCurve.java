// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.sweep;

import java.util.Arrays;

/**
 * Final losses of one model over a grid of learning rates and some seeds.
 *
 * <p>Losses are averaged as logarithms. A run that diverged has the loss +∞, and so has a grid
 * point at which any seed diverged.
 */
public final class LearningRateCurve {
  private final double[] log2Rates;
  private final double[][] logLosses; // [seed][point]
  private final double[] mean;

  /**
   * A curve of at least three points.
   *
   * @param log2Rates logarithms of the rates to base 2, ascending; in base units when widths are
   *     compared
   * @param losses one row per seed, one column per rate; positive, +∞ or NaN for a diverged run
   */
  public LearningRateCurve(double[] log2Rates, double[][] losses) {
    requireGrid(log2Rates);
    if (losses.length == 0) {
      throw new IllegalArgumentException("a curve needs the losses of at least one seed, got none");
    }
    this.log2Rates = log2Rates.clone();
    this.logLosses = new double[losses.length][];
    for (int seed = 0; seed < losses.length; seed++) {
      logLosses[seed] = logarithms(losses[seed], seed);
    }
    this.mean = meanOf(logLosses);
  }

  /** The grid. */
  public double[] log2Rates() {
    return log2Rates.clone();
  }

  /** Number of seeds. */
  public int seeds() {
    return logLosses.length;
  }

  /** Mean of the logarithms of the losses over seeds, +∞ where one diverged. */
  public double[] meanLogLosses() {
    return mean.clone();
  }

  /** Variance of the logarithms over seeds at a grid point; NaN for one seed. */
  double variance(int point) {
    double sum = 0;
    for (double[] seed : logLosses) {
      sum += (seed[point] - mean[point]) * (seed[point] - mean[point]);
    }
    return seeds() > 1 ? sum / (seeds() - 1) : Double.NaN;
  }

  /** The curve of a choice of seeds, each as often as it is named. */
  LearningRateCurve resampled(int[] seeds) {
    double[][] losses = new double[seeds.length][];
    for (int i = 0; i < seeds.length; i++) {
      losses[i] = Arrays.stream(logLosses[seeds[i]]).map(Math::exp).toArray();
    }
    return new LearningRateCurve(log2Rates, losses);
  }

  /**
   * Mean log loss between grid points, along straight lines; +∞ beside a diverged point.
   *
   * @throws IllegalArgumentException outside the grid
   */
  public double logLossAt(double log2Rate) {
    int last = log2Rates.length - 1;
    if (!(log2Rate >= log2Rates[0] && log2Rate <= log2Rates[last])) {
      throw new IllegalArgumentException(
          "a loss is known on the grid from 2^%s to 2^%s only, got 2^%s; extend the grid"
              .formatted(log2Rates[0], log2Rates[last], log2Rate));
    }
    int found = Arrays.binarySearch(log2Rates, log2Rate);
    if (found >= 0) {
      return mean[found];
    }
    int right = -found - 1;
    double share = (log2Rate - log2Rates[right - 1]) / (log2Rates[right] - log2Rates[right - 1]);
    return (1 - share) * mean[right - 1] + share * mean[right];
  }

  private double[] logarithms(double[] losses, int seed) {
    if (losses.length != log2Rates.length) {
      throw new IllegalArgumentException(
          "seed %d needs a loss for each of %d learning rates, got %d"
              .formatted(seed, log2Rates.length, losses.length));
    }
    double[] result = new double[losses.length];
    for (int point = 0; point < losses.length; point++) {
      if (losses[point] <= 0) {
        throw new IllegalArgumentException(
            "a loss must be positive, got %s at rate 2^%s; take the logarithm's argument above its floor"
                .formatted(losses[point], log2Rates[point]));
      }
      result[point] =
          Double.isNaN(losses[point]) ? Double.POSITIVE_INFINITY : Math.log(losses[point]);
    }
    return result;
  }

  private static double[] meanOf(double[][] rows) {
    double[] result = new double[rows[0].length];
    for (double[] row : rows) {
      for (int point = 0; point < result.length; point++) {
        result[point] += row[point] / rows.length;
      }
    }
    return result;
  }

  private static void requireGrid(double[] log2Rates) {
    if (log2Rates.length < 3) {
      throw new IllegalArgumentException(
          "a curve needs at least three learning rates, got " + log2Rates.length);
    }
    for (int i = 1; i < log2Rates.length; i++) {
      if (!(log2Rates[i] > log2Rates[i - 1])) {
        throw new IllegalArgumentException(
            "learning rates must ascend, got 2^%s after 2^%s"
                .formatted(log2Rates[i], log2Rates[i - 1]));
      }
    }
  }
}
