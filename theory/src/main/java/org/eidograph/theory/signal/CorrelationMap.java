// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.CovarianceMap;
import org.eidograph.theory.moments.Domain;

/**
 * How the correlation of two inputs of equal variance q moves through one layer.
 *
 * <pre>
 * f(c)  = (σ_b² + σ_w²·T(q, q, c))/F(q)
 * f'(c) = σ_w²·q·Ṫ(q, q, c)/F(q),      f'(1) = χ_1 at a fixed point F(q) = q
 * next γ = σ_w²·(T(γ=0) − T(γ))/F(q),   γ = 1 − c, nothing cancels
 * </pre>
 *
 * <p>Deep networks need the γ form: on the ReLU edge γ falls to 4.4e-11 at layer 10⁶, where 1 − c
 * has five digits left in double precision.
 */
public final class CorrelationMap {
  private final CovarianceMap covariance;
  private final Initialization init;
  private final double variance;
  private final double next;

  private CorrelationMap(Activation phi, Initialization init, double q) {
    this.covariance = CovarianceMap.of(phi, q);
    this.init = init;
    this.variance = q;
    this.next = new VarianceMap(phi, init).at(q);
  }

  /** The map of one layer at input variance q. */
  public static CorrelationMap of(Activation phi, Initialization init, double q) {
    return new CorrelationMap(phi, init, Domain.positive("variance q", q));
  }

  /** f(c). */
  public double correlation(double c) {
    return 1 - gamma(1 - Domain.correlation("correlation c", c));
  }

  /** 1 − f(1 − γ). */
  public double gamma(double gamma) {
    return init.weightVariance() * covariance.drop(gamma) / next;
  }

  /** f'(1 − γ). */
  public double derivative(double gamma) {
    return init.weightVariance() * variance * covariance.derivative(gamma) / next;
  }

  /** γ after {@code layers} applications. */
  public double gammaAfter(double gamma, int layers) {
    double current = Domain.gamma(gamma);
    for (int l = 0; l < Domain.atLeast("layers", layers, 0); l++) {
      current = gamma(current);
    }
    return current;
  }

  /** γ at layers 0 (the given one) to {@code layers}. */
  public double[] trajectory(double gamma, int layers) {
    double[] path = new double[Domain.atLeast("layers", layers, 0) + 1];
    path[0] = Domain.gamma(gamma);
    for (int l = 1; l <= layers; l++) {
      path[l] = gamma(path[l - 1]);
    }
    return path;
  }

  /**
   * The γ* that repeated layers lead to from orthogonal inputs: 0 in the ordered phase and on the
   * edge, positive in the chaotic phase.
   */
  public double limit() {
    if (derivative(0) <= 1 + 1e-12) {
      return 0;
    }
    double gamma = 1;
    for (int l = 0; l < 100_000; l++) {
      double following = gamma(gamma);
      if (Math.abs(following - gamma) <= 1e-15) {
        return following;
      }
      gamma = following;
    }
    return gamma;
  }

  /** Estimated error of f, relative to 1. */
  public double errorEstimate() {
    return covariance.errorEstimate();
  }
}
