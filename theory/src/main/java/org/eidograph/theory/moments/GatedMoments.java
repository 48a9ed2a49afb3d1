// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

/**
 * Moments of a gated unit {@code φ(u)·v}, as in the feed-forward block of a transformer with SwiGLU
 * or GEGLU, for centred Gaussian u and v.
 *
 * <pre>
 * E[(φ(u)·v)²] = q_v·((1 − ρ²)·E[φ(u)²] + ρ²·E[u²·φ(u)²]/q_u),   ρ = corr(u, v)
 * χ = σ_u²·q_v·E[φ'(u)²] + σ_v²·E[φ(u)²]                          at ρ = 0
 * </pre>
 *
 * <p>The first line follows from {@code v = ρ·√(q_v/q_u)·u + an independent rest}. Gate and value
 * have weights of their own, so ρ = 0 at initialisation; trained networks may correlate them. χ is
 * the factor by which a small change of the common input grows, for weights of variance σ²/fan_in.
 * The papers on the edge of chaos do not treat gates; these are direct consequences.
 */
public final class GatedMoments {
  private GatedMoments() {}

  /**
   * E[(φ(u)·v)²] for independent u and v.
   *
   * @param gateVariance q_u
   * @param valueVariance q_v
   */
  public static double secondMoment(Activation phi, double gateVariance, double valueVariance) {
    return secondMoment(phi, gateVariance, valueVariance, 0);
  }

  /**
   * E[(φ(u)·v)²].
   *
   * @param gateVariance q_u
   * @param valueVariance q_v
   * @param correlation ρ of u and v
   */
  public static double secondMoment(
      Activation phi, double gateVariance, double valueVariance, double correlation) {
    Domain.positive("the gate variance", gateVariance);
    Domain.positive("the value variance", valueVariance);
    Domain.correlation("the correlation of gate and value", correlation);
    double shared = correlation * correlation;
    double second = GaussianMoments.secondMoment(phi, gateVariance);
    if (shared == 0) {
      return valueVariance * second;
    }
    double weighted =
        GaussianMoments.expectation(
            x -> {
              double product = x * phi.value(x);
              return product * product;
            },
            gateVariance,
            phi.kinks());
    return valueVariance * ((1 - shared) * second + shared * weighted / gateVariance);
  }

  /**
   * χ, at independent gate and value.
   *
   * @param gateVariance q_u
   * @param valueVariance q_v
   * @param gateSigma σ_u, of the gate's weights
   * @param valueSigma σ_v, of the value's weights
   */
  public static double chi(
      Activation phi,
      double gateVariance,
      double valueVariance,
      double gateSigma,
      double valueSigma) {
    Domain.positive("the gate variance", gateVariance);
    Domain.positive("the value variance", valueVariance);
    Domain.nonNegative("the gate's sigma", gateSigma);
    Domain.nonNegative("the value's sigma", valueSigma);
    return gateSigma
            * gateSigma
            * valueVariance
            * GaussianMoments.slopeSecondMoment(phi, gateVariance)
        + valueSigma * valueSigma * GaussianMoments.secondMoment(phi, gateVariance);
  }
}
