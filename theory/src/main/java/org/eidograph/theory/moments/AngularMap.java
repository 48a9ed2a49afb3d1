// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

/**
 * A covariance map as Chebyshev series in the correlation (smooth φ) or in the angle (kinked φ).
 *
 * <p>Not T but the ratio {@code (T(0) − T(γ))/γ} is expanded, so that {@link #drop} keeps its
 * relative accuracy down to γ = 0.
 */
final class AngularMap implements CovarianceMap {
  private final Variable variable;
  private final double atZero;
  private final ChebyshevSeries ratio;
  private final ChebyshevSeries slope;
  private final DualRule rule;
  private final double error;

  /** What the series run in. */
  enum Variable {
    /** c = 1 − γ. */
    CORRELATION,
    /** x = 2θ/π − 1. */
    ANGLE;

    double of(double gamma) {
      return this == CORRELATION ? 1 - gamma : 2 / Math.PI * Angle.ofGamma(gamma) - 1;
    }
  }

  /**
   * The two series of a map.
   *
   * @param variable what they run in
   * @param ratio (T(0) − T(γ))/γ
   * @param slope Ṫ(γ)
   */
  record Expansion(Variable variable, ChebyshevSeries ratio, ChebyshevSeries slope) {}

  AngularMap(double atZero, Expansion expansion, DualRule rule, double error) {
    this.atZero = atZero;
    this.variable = expansion.variable();
    this.ratio = expansion.ratio();
    this.slope = expansion.slope();
    this.rule = rule;
    this.error = error;
  }

  @Override
  public double covariance(double gamma) {
    return atZero - drop(gamma);
  }

  @Override
  public double derivative(double gamma) {
    return slope.at(variable.of(gamma));
  }

  @Override
  public double drop(double gamma) {
    return gamma * ratio.at(variable.of(gamma));
  }

  @Override
  public DualRule rule() {
    return rule;
  }

  @Override
  public double errorEstimate() {
    return error;
  }
}
