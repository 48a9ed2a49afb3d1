// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.sweep;

/**
 * Where a learning-rate curve is lowest.
 *
 * <p>The best grid point is, going up from the smallest rate, the first local minimum of the mean
 * log loss: a lower one beyond it (the catapult region of full-batch training) moves with the width
 * in its own way and is only reported. A minimum at the edge of the grid is never an estimate.
 */
public sealed interface CurveOptimum {
  /** Logarithm of the best rate to base 2; at an edge the grid's end, which is no estimate. */
  double log2Rate();

  /**
   * A minimum with grid points on both sides.
   *
   * @param log2Rate x*, logarithm of the best rate to base 2
   * @param logLoss ℓ(x*), logarithm of the loss there
   * @param curvature second derivative of ℓ by the log₂ rate; NaN if a neighbour diverged, and then
   *     x* is the grid point itself
   * @param lowerBeyond whether a larger rate of the grid has a lower loss
   */
  record Interior(double log2Rate, double logLoss, double curvature, boolean lowerBeyond)
      implements CurveOptimum {

    /** Loss in nats of a rate that is wrong by a factor of 2: half the curvature. */
    public double regretPerDoubling() {
      return curvature / 2;
    }

    /** Length, in log₂ rate, of the range within 1 % of the best loss. */
    public double basinWidth() {
      return 2 * Math.sqrt(2 * Math.log(1.01) / curvature);
    }
  }

  /**
   * The lowest point has no neighbour on one side.
   *
   * @param upper whether it is the largest rate of the grid
   * @param log2Rate the grid point
   */
  record AtEdge(boolean upper, double log2Rate) implements CurveOptimum {}

  /** By the parabola through the best point and its two neighbours. */
  static CurveOptimum of(LearningRateCurve curve) {
    return of(curve, 1);
  }

  /**
   * By weighted least squares over five points around the best one, weights 1/variance over seeds
   * (equal ones with fewer than three seeds). Steadier on a fine grid, biased on a coarse one.
   */
  static CurveOptimum ofFivePoints(LearningRateCurve curve) {
    return of(curve, 2);
  }

  /**
   * The minimum, if it is one.
   *
   * @throws IllegalArgumentException at an edge
   */
  default Interior interior() {
    if (this instanceof Interior found) {
      return found;
    }
    AtEdge edge = (AtEdge) this;
    throw new IllegalArgumentException(
        "the best learning rate must lie inside the grid, got 2^%s at its %s end; extend the grid"
            .formatted(edge.log2Rate(), edge.upper() ? "upper" : "lower"));
  }

  private static CurveOptimum of(LearningRateCurve curve, int reach) {
    double[] rates = curve.log2Rates();
    double[] losses = curve.meanLogLosses();
    int best = CurveWindow.bestPoint(curve);
    if (best == 0 || best == losses.length - 1) {
      return new AtEdge(best != 0, rates[best]);
    }
    boolean lowerBeyond = false;
    for (int i = best + 1; i < losses.length; i++) {
      lowerBeyond |= losses[i] < losses[best];
    }
    if (Double.isInfinite(losses[best - 1]) || Double.isInfinite(losses[best + 1])) {
      return new Interior(rates[best], losses[best], Double.NaN, lowerBeyond);
    }
    Parabola parabola = CurveWindow.parabola(curve, best, reach);
    return new Interior(parabola.vertex(), parabola.minimum(), parabola.curvature(), lowerBeyond);
  }
}
