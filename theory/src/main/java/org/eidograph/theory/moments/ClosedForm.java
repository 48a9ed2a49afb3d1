// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

/**
 * An activation whose covariance map T and its derivative Ṫ are elementary functions.
 *
 * <p>For centred Gaussian (u, v) with variances q1, q2 and correlation {@code c = 1 − γ}:
 *
 * <pre>
 * T(q1, q2, γ)  = E[φ(u)·φ(v)]
 * Ṫ(q1, q2, γ)  = E[φ'(u)·φ'(v)] = ∂T/∂Cov(u, v)
 * </pre>
 *
 * <p>γ, not c, is the argument, so that nearly equal inputs keep all their digits. The formulas are
 * those of the neural-tangents family of closed kernels; each is tested against quadrature.
 */
public sealed interface ClosedForm extends Activation
    permits PiecewiseLinear,
        ErrorFunction,
        Gelu,
        Sine,
        Exponential,
        GaussianBump,
        Sign,
        Polynomial {

  /** T at variances q1, q2 and correlation 1 − γ. */
  double covariance(double q1, double q2, double gamma);

  /** Ṫ at variances q1, q2 and correlation 1 − γ. */
  double derivativeCovariance(double q1, double q2, double gamma);

  /**
   * {@code T(q1, q2, 0) − T(q1, q2, γ)} without cancellation: below a threshold the integral of Ṫ,
   * above it the plain difference.
   */
  default double drop(double q1, double q2, double gamma) {
    // The difference loses eps/γ; Ṫ may vary on the scale γ ~ 1/q, hence the threshold shrinks.
    if (gamma > 0.01 / (1 + Math.max(q1, q2))) {
      return covariance(q1, q2, 0) - covariance(q1, q2, gamma);
    }
    return PriceIntegral.drop(g -> derivativeCovariance(q1, q2, g), Math.sqrt(q1 * q2), gamma);
  }
}
