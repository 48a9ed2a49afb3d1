// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.sweep;

import java.util.Arrays;

/** The points around the best one of a curve, and the parabola through them. */
final class CurveWindow {
  /** Below this many seeds a variance says too little to weigh a point with. */
  private static final int SEEDS_FOR_WEIGHTS = 3;

  private CurveWindow() {}

  /** The first finite point whose successor is higher; the last point if none is. */
  static int bestPoint(LearningRateCurve curve) {
    double[] losses = curve.meanLogLosses();
    for (int i = 0; i < losses.length - 1; i++) {
      if (Double.isFinite(losses[i]) && losses[i + 1] > losses[i]) {
        return i;
      }
    }
    return losses.length - 1;
  }

  /**
   * The parabola over at most {@code 2·reach + 1} finite points.
   *
   * <p>A wide window that is not a valley with its lowest point inside says nothing; the three
   * points, which are one by choice of the best point, then serve.
   */
  static Parabola parabola(LearningRateCurve curve, int best, int reach) {
    double[] rates = curve.log2Rates();
    double[] losses = curve.meanLogLosses();
    int from = best - 1;
    while (from > 0 && from > best - reach && Double.isFinite(losses[from - 1])) {
      from--;
    }
    int to = best + 1;
    while (to < losses.length - 1 && to < best + reach && Double.isFinite(losses[to + 1])) {
      to++;
    }
    Parabola parabola =
        Parabola.fit(
            Arrays.copyOfRange(rates, from, to + 1),
            Arrays.copyOfRange(losses, from, to + 1),
            weights(curve, from, to));
    boolean valley =
        parabola.curvature() > 0
            && parabola.vertex() >= rates[from]
            && parabola.vertex() <= rates[to];
    return valley || reach == 1 ? parabola : parabola(curve, best, 1);
  }

  private static double[] weights(LearningRateCurve curve, int from, int to) {
    double[] weights = new double[to - from + 1];
    Arrays.fill(weights, 1);
    if (curve.seeds() < SEEDS_FOR_WEIGHTS) {
      return weights;
    }
    double[] variances = new double[weights.length];
    Arrays.setAll(variances, i -> curve.variance(from + i));
    if (Arrays.stream(variances).allMatch(variance -> variance > 0)) {
      Arrays.setAll(weights, i -> 1 / variances[i]);
    }
    return weights;
  }
}
