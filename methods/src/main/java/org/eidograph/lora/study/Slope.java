// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.study;

import java.util.Arrays;
import java.util.List;
import org.eidograph.study.Measured;
import org.eidograph.study.Statistics;

/**
 * How the best learning rate moves with a size: the slope of its exponent over log2 of the size.
 *
 * @param value of the centres of the seed-averaged curves
 * @param error standard error of the mean of the seeds' own slopes; NaN for one seed
 * @param seeds slope of each seed by itself
 */
public record Slope(double value, double error, List<Double> seeds) {
  public Slope {
    seeds = List.copyOf(seeds);
  }

  /** The slope with its error. */
  public Measured measured() {
    return new Measured(value, error);
  }

  /**
   * Fits curves.
   *
   * @param sizes width or rank of each curve
   * @param curves over the same seeds
   */
  static Slope of(List<Integer> sizes, List<RateCurve> curves) {
    double[] x = sizes.stream().mapToDouble(size -> Math.log(size) / Math.log(2)).toArray();
    double[] y = curves.stream().mapToDouble(RateCurve::centre).toArray();
    List<double[]> bySize = curves.stream().map(RateCurve::centres).toList();
    double[] seeds = new double[bySize.get(0).length];
    for (int seed = 0; seed < seeds.length; seed++) {
      int at = seed;
      seeds[seed] =
          Statistics.slope(x, bySize.stream().mapToDouble(centres -> centres[at]).toArray());
    }
    return new Slope(
        Statistics.slope(x, y),
        Statistics.standardError(seeds),
        Arrays.stream(seeds).boxed().toList());
  }
}
