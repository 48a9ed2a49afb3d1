// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Domain;
import org.eidograph.theory.moments.PiecewiseLinear;

/**
 * The initialisations at which a deep plain network neither forgets its inputs nor scrambles them:
 * χ_1 = 1 at the limiting variance.
 *
 * <pre>
 * G(q) = q − E[φ(√q Z)²]/E[φ'(√q Z)²]
 * edge of chaos = { σ_b² = G(q),  σ_w = E[φ'(√q Z)²]^(−1/2) :  q &gt; 0 }
 * </pre>
 *
 * <p>The curve is exact in this parametrisation, so one bracketed root of {@code G(q) = σ_b²} gives
 * the point to about 1e-12. Iterating q ↦ σ_b² + E[φ²]/E[φ'²] instead, as is usual, is noisy when
 * sampled and says nothing of variance stability, which {@link EdgePoint#varianceStable} tells.
 * After Hayou, Doucet, Rousseau (2018, arXiv 1805.08266; 2019, arXiv 1902.06853).
 */
public sealed interface EdgeOfChaos {
  /**
   * The point of this σ_b. G increases for all usual activations; should it turn for a user's own
   * function, this is the point of smallest variance.
   */
  record Unique(EdgePoint point) implements EdgeOfChaos {}

  /**
   * A ReLU-like function at σ_b = 0: σ_w is fixed, and F(q) = q keeps every variance.
   *
   * @param point the point at q = 1; only its {@code variance} is arbitrary
   */
  record AnyVariance(EdgePoint point) implements EdgeOfChaos {}

  /** No edge of chaos, and why. */
  record None(String reason) implements EdgeOfChaos {}

  /** The edge of chaos of an activation at a bias scale σ_b ≥ 0. */
  static EdgeOfChaos find(Activation phi, double sigmaB) {
    Domain.nonNegative("sigmaB", sigmaB);
    if (phi instanceof PiecewiseLinear homogeneous) {
      return ofHomogeneous(homogeneous, sigmaB);
    }
    return EdgeSearch.of(phi, sigmaB);
  }

  /**
   * The point of {@link #find}.
   *
   * @throws IllegalArgumentException if there is none
   */
  static EdgePoint point(Activation phi, double sigmaB) {
    EdgeOfChaos edge = find(phi, sigmaB);
    if (edge instanceof Unique unique) {
      return unique.point();
    }
    if (edge instanceof AnyVariance any) {
      return any.point();
    }
    throw new IllegalArgumentException(
        "an edge of chaos must exist, but %s has none at sigmaB %s: %s"
            .formatted(phi.label(), sigmaB, ((None) edge).reason()));
  }

  private static EdgeOfChaos ofHomogeneous(PiecewiseLinear phi, double sigmaB) {
    if (sigmaB > 0) {
      return new None(
          "E[phi^2]/E[phi'^2] = q for a piecewise linear function, so the variance grows by sigmaB^2 in every layer; take sigmaB 0");
    }
    return new AnyVariance(EdgePoint.at(phi, 1, 0));
  }
}
