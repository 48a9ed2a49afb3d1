// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import java.util.OptionalDouble;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Domain;
import org.eidograph.theory.moments.GaussianMoments;

/**
 * How the variance of pre-activations moves from layer to layer of a plain network.
 *
 * <pre>
 * F(q)  = σ_b² + σ_w²·E[φ(√q Z)²]            q^{l+1} = F(q^l)
 * F'(q) = σ_w²·E[Z·φ·φ']/√q                  = χ_1 + σ_w²·E[φ·φ'']
 * χ_1(q) = σ_w²·E[φ'(√q Z)²]
 * </pre>
 *
 * <p>The first form of F' needs no second derivative, so it holds for kinked φ. After Schoenholz et
 * al. (2017) and Hayou, Doucet, Rousseau (2018, arXiv 1805.08266).
 *
 * @param phi φ
 * @param init σ_w and σ_b
 */
public record VarianceMap(Activation phi, Initialization init) {
  /** Above this the variance counts as diverging; every bounded limit in use is far below. */
  private static final double DIVERGED = 1e9;

  /** A variance this small counts as zero. */
  private static final double VANISHED = 1e-30;

  private static final int MOST_LAYERS = 20_000;

  /** Relative step at which Newton's method takes over from plain iteration. */
  private static final double NEAR = 1e-6;

  /** F(q). */
  public double at(double q) {
    return init.biasVariance() + init.weightVariance() * GaussianMoments.secondMoment(phi, q);
  }

  /** F'(q). */
  public double slope(double q) {
    return init.weightVariance() * GaussianMoments.growth(phi, q);
  }

  /** χ_1(q) = f'(1), the factor by which small perturbations grow per layer. */
  public double chi(double q) {
    return init.weightVariance() * GaussianMoments.slopeSecondMoment(phi, q);
  }

  /** q after {@code layers} further layers. */
  public double after(double q, int layers) {
    double variance = Domain.positive("variance q", q);
    for (int l = 0; l < Domain.atLeast("layers", layers, 0); l++) {
      variance = at(variance);
    }
    return variance;
  }

  /**
   * The variance that repeated layers lead to from {@code start}: 0 if it vanishes, empty if it
   * diverges or has not settled after 20,000 layers.
   */
  public OptionalDouble limit(double start) {
    double q = Domain.positive("variance q", start);
    for (int l = 0; l < MOST_LAYERS; l++) {
      double next = at(q);
      if (next < VANISHED) {
        return OptionalDouble.of(0);
      }
      if (!(next < DIVERGED)) {
        return OptionalDouble.empty();
      }
      if (Math.abs(next - q) <= NEAR * next) {
        OptionalDouble polished = polish(next);
        if (polished.isPresent()) {
          return polished;
        }
      }
      q = next;
    }
    return OptionalDouble.empty();
  }

  /** Newton's method on F(q) − q; empty where the fixed point is not attracting or not near. */
  private OptionalDouble polish(double start) {
    double q = start;
    for (int i = 0; i < 8; i++) {
      double slope = slope(q);
      double residual = at(q) - q;
      if (Math.abs(residual) <= 4 * Math.ulp(q)) {
        return OptionalDouble.of(q);
      }
      if (slope >= 1) {
        return OptionalDouble.empty();
      }
      double step = residual / (1 - slope);
      if (Math.abs(step) > 0.1 * q) {
        return OptionalDouble.empty();
      }
      q += step;
    }
    return OptionalDouble.of(q);
  }
}
