// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.sweep;

/** What it costs to train one model with the best learning rate of another. */
public final class RateRegret {
  private RateRegret() {}

  /**
   * Regret {@code ℓ(x) - ℓ(x*)} in logarithm of the loss.
   *
   * <p>Beside the optimum ℓ is the parabola that gave x*, so that the model's own rate has regret
   * 0; farther away it is read along straight lines.
   *
   * @param curve losses of the model that is to be trained
   * @param log2Rate x, the other model's best rate, in the same units
   * @return at least 0; +∞ where the model diverges
   * @throws IllegalArgumentException if the curve's own optimum is at an edge or x is outside its
   *     grid
   */
  public static double regret(LearningRateCurve curve, double log2Rate) {
    CurveOptimum.Interior optimum = CurveOptimum.of(curve).interior();
    double[] rates = curve.log2Rates();
    int best = CurveWindow.bestPoint(curve);
    boolean beside = log2Rate >= rates[best - 1] && log2Rate <= rates[best + 1];
    if (beside && !Double.isNaN(optimum.curvature())) {
      double error = log2Rate - optimum.log2Rate();
      return optimum.curvature() / 2 * error * error;
    }
    return Math.max(0, curve.logLossAt(log2Rate) - optimum.logLoss());
  }
}
