// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

import org.apache.commons.numbers.gamma.Erf;

/**
 * φ(x) = erf(b·x).
 *
 * <pre>
 * Qi = b²·qi,  K = b²·Cov,  D² = (1 + 2·Q1)(1 + 2·Q2) − 4·K²
 * T = (2/π)·atan(2K/D),   Ṫ = 4·b²/(π·D)
 * </pre>
 *
 * <p>D² is formed as {@code 1 + 2·Q1 + 2·Q2 + 4·Q1·Q2·γ(2 − γ)}, in which nothing cancels (Williams
 * 1997).
 *
 * @param scale b
 */
public record ErrorFunction(double scale) implements ClosedForm {
  /** 2/√π, the slope of erf at 0. */
  private static final double SLOPE_AT_ZERO = 2 / Math.sqrt(Math.PI);

  public ErrorFunction {
    Domain.positive("the scale of erf", scale);
  }

  @Override
  public String label() {
    return scale == 1 ? "erf" : "erf(%s x)".formatted(scale);
  }

  @Override
  public double value(double x) {
    return Erf.value(scale * x);
  }

  @Override
  public double derivative(double x) {
    double y = scale * x;
    return scale * SLOPE_AT_ZERO * Math.exp(-y * y);
  }

  @Override
  public double secondDerivative(double x) {
    return -2 * scale * scale * x * derivative(x);
  }

  @Override
  public double covariance(double q1, double q2, double gamma) {
    double twiceCovariance = 2 * scale * scale * Math.sqrt(q1 * q2) * (1 - gamma);
    return 2 / Math.PI * Math.atan2(twiceCovariance, root(q1, q2, gamma));
  }

  @Override
  public double derivativeCovariance(double q1, double q2, double gamma) {
    return 4 * scale * scale / (Math.PI * root(q1, q2, gamma));
  }

  private double root(double q1, double q2, double gamma) {
    double v1 = 2 * scale * scale * q1;
    double v2 = 2 * scale * scale * q2;
    return Math.sqrt(1 + v1 + v2 + v1 * v2 * gamma * (2 - gamma));
  }
}
