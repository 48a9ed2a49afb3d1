// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.linear;

import java.util.function.DoubleUnaryOperator;

/**
 * The rate with the lowest loss where no polynomial is at hand, as after several steps: a
 * logarithmic grid, then golden section between the neighbours of its lowest point.
 */
public final class BestRateSearch {
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

  /** Leaves 6e-6 of the bracket; a minimum is not known to more than the root of a rounding. */
  private static final int SECTIONS = 25;

  private BestRateSearch() {}

  /**
   * Searches a compact interval; costs {@code points + 27} losses.
   *
   * @param loss of a rate, for example {@code rate -> network.lossAfter(problem, rate, 5)}
   * @param low positive
   * @param high above it
   * @param points of the grid, at least 3
   */
  public static double find(DoubleUnaryOperator loss, double low, double high, int points) {
    if (points < 3 || !(low > 0 && low < high)) {
      throw new IllegalArgumentException(
          "a search needs at least 3 points on an interval of positive numbers, got %d on %s to %s"
              .formatted(points, low, high));
    }
    double ratio = Math.pow(high / low, 1.0 / (points - 1));
    int best = 0;
    double lowest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < points; i++) {
      double value = loss.applyAsDouble(low * Math.pow(ratio, i));
      if (value < lowest) {
        lowest = value;
        best = i;
      }
    }
    double left = low * Math.pow(ratio, Math.max(best - 1, 0));
    double right = low * Math.pow(ratio, Math.min(best + 1, points - 1));
    return section(loss, left, right);
  }

  private static double section(DoubleUnaryOperator loss, double left, double right) {
    double low = left;
    double high = right;
    double inner = high - GOLDEN * (high - low);
    double outer = low + GOLDEN * (high - low);
    double atInner = loss.applyAsDouble(inner);
    double atOuter = loss.applyAsDouble(outer);
    for (int i = 0; i < SECTIONS; i++) {
      if (atInner < atOuter) {
        high = outer;
        outer = inner;
        atOuter = atInner;
        inner = high - GOLDEN * (high - low);
        atInner = loss.applyAsDouble(inner);
      } else {
        low = inner;
        inner = outer;
        atInner = atOuter;
        outer = low + GOLDEN * (high - low);
        atOuter = loss.applyAsDouble(outer);
      }
    }
    return (low + high) / 2;
  }
}
