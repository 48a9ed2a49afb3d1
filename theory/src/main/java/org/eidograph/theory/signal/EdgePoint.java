// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Domain;
import org.eidograph.theory.moments.GaussianMoments;

/**
 * A point (σ_b, σ_w) on the edge of chaos with what it does to signals.
 *
 * @param phi φ
 * @param init σ_w and σ_b
 * @param variance q, a fixed point of F with χ_1(q) = 1
 * @param varianceSlope F'(q); below 1 the variance returns to q after a disturbance
 * @param rate how fast correlations converge to 1
 * @param correlationAtZero f(0), the correlation that orthogonal inputs acquire in one layer
 */
public record EdgePoint(
    Activation phi,
    Initialization init,
    double variance,
    double varianceSlope,
    CorrelationRate rate,
    double correlationAtZero) {
  /** Weight scales above this lie beyond any use: initial outputs saturate or explode. */
  private static final double LARGEST_PRACTICAL_SIGMA_W = 5;

  /** G is a difference of numbers of size q, each good to about 1e-14. */
  private static final double ROUNDING = 1e-13;

  /**
   * The point of the edge whose limiting variance is q: {@code σ_b² = q − E[φ²]/E[φ'²]}, {@code σ_w
   * = E[φ'²]^(−1/2)}.
   *
   * @throws IllegalArgumentException if that σ_b² would be negative
   */
  public static EdgePoint ofVariance(Activation phi, double q) {
    Domain.positive("variance q", q);
    double biasVariance = biasVariance(phi, q);
    if (biasVariance < 0) {
      throw new IllegalArgumentException(
          "sigmaB^2 = q - E[phi^2]/E[phi'^2] must not be negative, but is %s for %s at q %s; take another q"
              .formatted(biasVariance, phi.label(), q));
    }
    return at(phi, q, Math.sqrt(biasVariance));
  }

  /** G(q) = q − E[φ²]/E[φ'²], 0 where it is only rounding. */
  private static double biasVariance(Activation phi, double q) {
    double g = q - GaussianMoments.secondMoment(phi, q) / GaussianMoments.slopeSecondMoment(phi, q);
    return Math.abs(g) < ROUNDING * q ? 0 : g;
  }

  /** The edge point at variance q, whose σ_b² = q − E[φ²]/E[φ'²] must not be negative. */
  static EdgePoint at(Activation phi, double q, double sigmaB) {
    double sigmaW = 1 / Math.sqrt(GaussianMoments.slopeSecondMoment(phi, q));
    double growth = sigmaW * sigmaW * GaussianMoments.growth(phi, q);
    double mean = GaussianMoments.mean(phi, q); // at c = 0, T = E[φ]²
    return new EdgePoint(
        phi,
        new Initialization(sigmaW, sigmaB),
        q,
        growth,
        CorrelationRate.of(phi, sigmaW, q),
        (sigmaB * sigmaB + sigmaW * sigmaW * mean * mean) / q);
  }

  /**
   * F'(q) &lt; 1: small errors of the input scale die out. Our numerics show that SiLU, GELU and
   * softplus − log 2 fail this for small σ_b.
   */
  public boolean varianceStable() {
    return varianceSlope < 1;
  }

  /** Whether σ_w is of a size that networks can use; sigmoid needs above 10. */
  public boolean practical() {
    return init.sigmaW() <= LARGEST_PRACTICAL_SIGMA_W;
  }

  /**
   * The depth at which a relative error {@code error} of the variance has grown to {@code
   * tolerance}: {@code ln(tolerance/error)/ln F'(q)}, infinite where the variance is stable.
   */
  public double safeDepth(double error, double tolerance) {
    return varianceSlope <= 1
        ? Double.POSITIVE_INFINITY
        : Math.log(tolerance / error) / Math.log(varianceSlope);
  }

  /** f''(1) = 2/β_q, infinite where the slope of φ jumps. */
  public double curvature() {
    if (rate instanceof CorrelationRate.InverseDepth smooth) {
      return 2 / smooth.beta();
    }
    return rate instanceof CorrelationRate.Unchanging ? 0 : Double.POSITIVE_INFINITY;
  }

  /** The correlation map at this point. */
  public CorrelationMap correlationMap() {
    return CorrelationMap.of(phi, init, variance);
  }
}
