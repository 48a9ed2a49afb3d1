// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

/**
 * φ(x) = x·Φ(x), the exact GELU; the tanh approximation is {@link Smooth#GELU_TANH}.
 *
 * <pre>
 * P = q1·q2,  P1 = (1 + q1)(1 + q2),  k = Cov,  D² = P1 − k²,  A = atan(k/D)
 * T = [(k² + P·D²)/(P1·D) + k·A]/(2π) + k/4
 * Ṫ = k/(2πD)·[1/D² + (1 − P)/P1 + 1] + 1/4 + A/(2π)
 * </pre>
 *
 * <p>D² is formed as {@code 1 + q1 + q2 + P·γ(2 − γ)}, in which nothing cancels.
 */
public record Gelu() implements ClosedForm {
  @Override
  public String label() {
    return "gelu";
  }

  @Override
  public double value(double x) {
    return x * Normal.cumulative(x);
  }

  @Override
  public double derivative(double x) {
    return Normal.cumulative(x) + x * Normal.density(x);
  }

  @Override
  public double secondDerivative(double x) {
    return Normal.density(x) * (2 - x * x);
  }

  @Override
  public double covariance(double q1, double q2, double gamma) {
    double k = Math.sqrt(q1 * q2) * (1 - gamma);
    double squareD = squareRootArgument(q1, q2, gamma);
    double d = Math.sqrt(squareD);
    double p1 = (1 + q1) * (1 + q2);
    double angle = Math.atan2(k, d);
    return ((k * k + q1 * q2 * squareD) / (p1 * d) + k * angle) / (2 * Math.PI) + k / 4;
  }

  @Override
  public double derivativeCovariance(double q1, double q2, double gamma) {
    double k = Math.sqrt(q1 * q2) * (1 - gamma);
    double squareD = squareRootArgument(q1, q2, gamma);
    double d = Math.sqrt(squareD);
    double p1 = (1 + q1) * (1 + q2);
    double bracket = 1 / squareD + (1 - q1 * q2) / p1 + 1;
    return k / (2 * Math.PI * d) * bracket + 0.25 + Math.atan2(k, d) / (2 * Math.PI);
  }

  private static double squareRootArgument(double q1, double q2, double gamma) {
    return 1 + q1 + q2 + q1 * q2 * gamma * (2 - gamma);
  }
}
