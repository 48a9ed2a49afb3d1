// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

/**
 * The angle θ between two inputs and {@code γ = 1 − cos θ}, each from the other without loss.
 *
 * <p>acos is not used: near θ = 0 it turns an error ε of the cosine into √ε of the angle.
 */
public final class Angle {
  /**
   * Below this angle sin θ − θ cos θ is summed as a series of six terms; the next, 14·θ¹⁵/15!, is
   * below 2e-17 of the first. Above it the direct form loses at most 4e-15.
   */
  private static final double SERIES_BELOW = 0.3;

  /** 1/3, 1/30, 1/840, …: 2j/(2j+1)! for j = 1 to 6. */
  private static final double[] SERIES = {
    1 / 3.0, 1 / 30.0, 1 / 840.0, 1 / 45360.0, 1 / 3991680.0, 1 / 518918400.0
  };

  private Angle() {}

  /** {@code θ = 2 asin √(γ/2)}, from 0 to π. */
  public static double ofGamma(double gamma) {
    // Near γ = 2 the complement keeps the digits that asin loses at 1.
    return gamma <= 1
        ? 2 * Math.asin(Math.sqrt(gamma / 2))
        : Math.PI - 2 * Math.asin(Math.sqrt((2 - gamma) / 2));
  }

  /** {@code γ = 2 sin²(θ/2)}, from 0 to 2. */
  public static double gamma(double theta) {
    double half = Math.sin(theta / 2);
    return 2 * half * half;
  }

  /**
   * γ of two inputs from their variances (or squared norms) and covariance, clamped to [0, 2].
   * Below four roundings of 1 it is taken as 0: the inputs cannot be told apart, and a kinked
   * kernel would turn the rounding ε into an error √ε.
   */
  public static double gammaOf(double q1, double q2, double covariance) {
    double product = q1 * q2;
    if (product == 0) {
      return 1; // a zero input is taken as orthogonal to everything
    }
    double gamma = 1 - covariance / Math.sqrt(product);
    return gamma < 4 * Math.ulp(1.0) ? 0 : Math.min(2, gamma);
  }

  /** {@code sin θ − θ cos θ}, relatively accurate down to θ = 0, where it is θ³/3. */
  public static double sineMinusThetaCosine(double theta) {
    if (theta < SERIES_BELOW) {
      double square = theta * theta;
      double sum = 0;
      for (int j = SERIES.length - 1; j >= 0; j--) {
        sum = SERIES[j] - square * sum;
      }
      return theta * square * sum;
    }
    return Math.sin(theta) - theta * Math.cos(theta);
  }
}
