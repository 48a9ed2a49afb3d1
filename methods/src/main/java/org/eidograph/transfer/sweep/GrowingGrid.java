// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.sweep;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.theory.scaling.sweep.CurveOptimum;
import org.eidograph.theory.scaling.sweep.LearningRateCurve;
import org.eidograph.theory.scaling.sweep.WidthCurve;

/**
 * The grid of an arm, which grows while the best rate of some width lies at its end: an optimum at
 * an edge is no optimum.
 *
 * @param log2Rates ascending
 * @param below points that may still be added below
 * @param above points that may still be added above
 */
record GrowingGrid(List<Double> log2Rates, int below, int above) {
  GrowingGrid {
    log2Rates = List.copyOf(log2Rates);
  }

  /**
   * The grid with one more point at each end where a curve asks for it, spaced as its neighbours;
   * itself if none does or no more may be added.
   */
  GrowingGrid grown(List<WidthCurve> curves) {
    boolean lower = below > 0 && curves.stream().anyMatch(curve -> asks(curve, false));
    boolean upper = above > 0 && curves.stream().anyMatch(curve -> asks(curve, true));
    List<Double> rates = new ArrayList<>(log2Rates);
    if (lower) {
      rates.add(0, 2 * rates.get(0) - rates.get(1));
    }
    if (upper) {
      int last = rates.size() - 1;
      rates.add(2 * rates.get(last) - rates.get(last - 1));
    }
    return new GrowingGrid(rates, below - (lower ? 1 : 0), above - (upper ? 1 : 0));
  }

  private static boolean asks(WidthCurve curve, boolean upper) {
    return asks(curve.curve(), upper);
  }

  /**
   * Whether a curve is lowest at an end. Where even the smallest rate diverges, smaller ones are
   * wanted.
   */
  static boolean asks(LearningRateCurve curve, boolean upper) {
    if (Double.isInfinite(curve.meanLogLosses()[0])) {
      return !upper;
    }
    return CurveOptimum.of(curve) instanceof CurveOptimum.AtEdge edge && edge.upper() == upper;
  }
}
