// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.sweep;

/**
 * A parabola by its lowest point, {@code y = minimum + curvature/2·(x - vertex)²}.
 *
 * @param vertex x of the extremum
 * @param minimum y there
 * @param curvature second derivative; positive for a valley
 */
record Parabola(double vertex, double minimum, double curvature) {

  /**
   * Weighted least squares; exact through three points, whatever their weights.
   *
   * <p>x is taken relative to its weighted mean, so that the normal equations stay well conditioned
   * for logarithms of learning rates.
   *
   * @param weights positive, usually 1/variance
   */
  static Parabola fit(double[] x, double[] y, double[] weights) {
    double total = 0;
    double centre = 0;
    for (int i = 0; i < x.length; i++) {
      total += weights[i];
      centre += weights[i] * x[i];
    }
    centre /= total;
    double[] power = new double[5]; // Σ w·z^k
    double[] moment = new double[3]; // Σ w·z^k·y
    for (int i = 0; i < x.length; i++) {
      double z = x[i] - centre;
      double term = weights[i] / total;
      for (int k = 0; k < 5; k++) {
        power[k] += term;
        if (k < 3) {
          moment[k] += term * y[i];
        }
        term *= z;
      }
    }
    return solve(power, moment, centre);
  }

  /** Cramer's rule for y = a + b·z + c·z², with power[0] = 1 and power[1] = 0. */
  private static Parabola solve(double[] power, double[] moment, double centre) {
    double s2 = power[2];
    double s3 = power[3];
    double s4 = power[4];
    double determinant = s2 * s4 - s3 * s3 - s2 * s2 * s2;
    double c = (s2 * (moment[2] - s2 * moment[0]) - s3 * moment[1]) / determinant;
    double b = (moment[1] - c * s3) / s2;
    double a = moment[0] - c * s2;
    return new Parabola(centre - b / (2 * c), a - b * b / (4 * c), 2 * c);
  }

  double at(double x) {
    return minimum + curvature / 2 * (x - vertex) * (x - vertex);
  }
}
