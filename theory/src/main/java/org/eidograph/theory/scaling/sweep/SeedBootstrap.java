// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.sweep;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * How far the optimum of a curve depends on which seeds were run: the spread of x* over curves made
 * of seeds drawn with replacement.
 *
 * <p>Percentile interval. With few seeds it is too short (two seeds allow only three different
 * curves); it says how stable the optimum is, not how well it is known.
 *
 * @param log2Rate interval of x*
 * @param edgeShare share of the resampled curves whose optimum was at an edge of the grid; they are
 *     left out of the interval
 */
public record SeedBootstrap(Interval log2Rate, double edgeShare) {

  /**
   * Resamples the seeds of a curve.
   *
   * @param confidence in (0, 1), 0.9 as a rule
   * @param resamples at least 1, 1000 as a rule
   * @param seed of the resampling
   * @throws IllegalArgumentException if there is one seed only, or every optimum was at an edge
   */
  public static SeedBootstrap of(
      LearningRateCurve curve, double confidence, int resamples, long seed) {
    if (curve.seeds() < 2) {
      throw new IllegalArgumentException(
          "an interval over seeds needs at least 2 of them, got 1; run another seed");
    }
    if (resamples < 1 || !(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException(
          "a bootstrap needs at least 1 resample and a confidence in (0, 1), got %d and %s"
              .formatted(resamples, confidence));
    }
    SplittableRandom random = new SplittableRandom(seed);
    double[] optima = new double[resamples];
    for (int i = 0; i < resamples; i++) {
      int[] seeds = random.ints(curve.seeds(), 0, curve.seeds()).toArray();
      CurveOptimum optimum = CurveOptimum.of(curve.resampled(seeds));
      optima[i] = optimum instanceof CurveOptimum.Interior found ? found.log2Rate() : Double.NaN;
    }
    return summary(optima, confidence);
  }

  private static SeedBootstrap summary(double[] optima, double confidence) {
    double[] inside = Arrays.stream(optima).filter(x -> !Double.isNaN(x)).sorted().toArray();
    if (inside.length == 0) {
      throw new IllegalArgumentException(
          "at least one resampled optimum must lie inside the grid, got %d at its edges; extend the grid"
              .formatted(optima.length));
    }
    double tail = (1 - confidence) / 2;
    Interval interval = new Interval(percentile(inside, tail), percentile(inside, 1 - tail));
    return new SeedBootstrap(interval, 1 - (double) inside.length / optima.length);
  }

  /** Between order statistics, linearly. */
  private static double percentile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
