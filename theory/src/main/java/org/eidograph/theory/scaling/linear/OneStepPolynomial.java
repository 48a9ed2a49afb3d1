// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.linear;

import java.util.List;

/**
 * Outputs and loss of a deep linear network after one step, as polynomials of the rate η.
 *
 * <p>{@code f(η) = Σ_k f_k·η^k} of degree L, hence a loss of degree 2L, of which nothing is
 * neglected. In muP every coefficient from the second on vanishes as n^-½ and the limit is a
 * parabola.
 */
public final class OneStepPolynomial {
  private static final int GRID = 2000;
  private static final int BISECTIONS = 80;

  private final List<double[]> outputs; // f_k, one number per sample
  private final double[] loss; // coefficients of η^0 .. η^2L

  OneStepPolynomial(RegressionProblem problem, List<double[]> predictors) {
    this.outputs = predictors.stream().map(problem::outputs).toList();
    this.loss = new double[2 * outputs.size() - 1];
    for (int i = 0; i < outputs.size(); i++) {
      for (int j = 0; j < outputs.size(); j++) {
        double product = Vectors.dot(centred(problem, i), centred(problem, j));
        loss[i + j] += product / (2.0 * problem.samples());
      }
    }
  }

  /** f_k, less the targets for k = 0. */
  private double[] centred(RegressionProblem problem, int degree) {
    double[] values = outputs.get(degree);
    return degree == 0 ? problem.residuals(values) : values;
  }

  /** Coefficient of {@code η^degree} of each sample's output. */
  public double[] outputCoefficient(int degree) {
    return outputs.get(degree).clone();
  }

  /** Loss after a step with this rate. */
  public double loss(double rate) {
    return horner(loss, rate);
  }

  /**
   * The rate with the lowest loss on a compact interval.
   *
   * <p>A logarithmic grid of 2000 points finds the valley, the root of the derivative its bottom,
   * to about 1e-12 relative. An end of the interval is returned if the loss is lowest there.
   *
   * @param low positive
   * @param high above it
   */
  public double bestRate(double low, double high) {
    if (!(low > 0 && low < high)) {
      throw new IllegalArgumentException(
          "rates are searched on an interval of positive numbers, got %s to %s"
              .formatted(low, high));
    }
    double ratio = Math.pow(high / low, 1.0 / (GRID - 1));
    int best = 0;
    for (int i = 1; i < GRID; i++) {
      if (loss(low * Math.pow(ratio, i)) < loss(low * Math.pow(ratio, best))) {
        best = i;
      }
    }
    double left = low * Math.pow(ratio, Math.max(best - 1, 0));
    double right = low * Math.pow(ratio, Math.min(best + 1, GRID - 1));
    return bottom(left, right);
  }

  private double bottom(double left, double right) {
    double[] slope = new double[loss.length - 1];
    for (int k = 0; k < slope.length; k++) {
      slope[k] = (k + 1) * loss[k + 1];
    }
    double low = left;
    double high = right;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (horner(slope, middle) < 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  private static double horner(double[] coefficients, double x) {
    double value = 0;
    for (int k = coefficients.length - 1; k >= 0; k--) {
      value = value * x + coefficients[k];
    }
    return value;
  }
}
