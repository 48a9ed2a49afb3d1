// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

/**
 * φ(x) = exp(−x²).
 *
 * <pre>
 * D² = (1 + 2·q1)(1 + 2·q2) − 4·Cov²,   T = 1/D,   Ṫ = 4·Cov/D³
 * </pre>
 *
 * <p>D² is formed as {@code 1 + 2·q1 + 2·q2 + 4·q1·q2·γ(2 − γ)}, in which nothing cancels.
 */
public record GaussianBump() implements ClosedForm {
  @Override
  public String label() {
    return "gaussian";
  }

  @Override
  public double value(double x) {
    return Math.exp(-x * x);
  }

  @Override
  public double derivative(double x) {
    return -2 * x * Math.exp(-x * x);
  }

  @Override
  public double secondDerivative(double x) {
    return (4 * x * x - 2) * Math.exp(-x * x);
  }

  @Override
  public double covariance(double q1, double q2, double gamma) {
    return 1 / root(q1, q2, gamma);
  }

  @Override
  public double derivativeCovariance(double q1, double q2, double gamma) {
    double d = root(q1, q2, gamma);
    return 4 * Math.sqrt(q1 * q2) * (1 - gamma) / (d * d * d);
  }

  private static double root(double q1, double q2, double gamma) {
    return Math.sqrt(1 + 2 * q1 + 2 * q2 + 4 * q1 * q2 * gamma * (2 - gamma));
  }
}
