// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

/**
 * The Fourier series of a covariance map in the angle, for smooth φ at any variance.
 *
 * <p>In polar coordinates the pair is {@code u = √q1·r·cos α, v = √q2·r·cos(α − θ)}, so T is a
 * circular correlation, averaged over r with density r·exp(−r²/2):
 *
 * <pre>
 * g_i(r, α) = φ(√q_i·r·cos α) = Σ_m ĝ_i(r, m)·cos(m α)
 * T(θ) = b_0 + Σ b_m cos(m θ),   b_m = ½ E_r[ĝ_1(r, m)·ĝ_2(r, m)]   (no ½ for m = 0)
 * (T(0) − T(θ))/γ = Σ b_m (1 − cos m θ)/(1 − cos θ),  a Fejér sum
 * </pre>
 *
 * <p>Where the Hermite series of tanh at variance 5 needs 220 terms for nine digits, this needs
 * about 60, and its count grows like √q only. The derivation is ours.
 */
final class PolarRule {
  private PolarRule() {}

  /**
   * The map of one activation from its expansions at two variances with the same radii and angles.
   */
  static AngularMap of(Activation phi, PolarExpansion first, PolarExpansion second) {
    double q1 = first.q();
    double q2 = second.q();
    double[] values = first.valueSeries(second);
    double[] slopes = first.slopeSeries(second);
    double atZero =
        GaussianMoments.expectation(
            z -> phi.value(Math.sqrt(q1) * z) * phi.value(Math.sqrt(q2) * z), 1, phi.kinks());
    double error =
        Math.abs(PolarExpansion.sum(values) - atZero) / Math.abs(PolarExpansion.sum(values));
    if (q1 == q2) {
      error =
          Math.max(
              error,
              Math.abs(
                  1 - PolarExpansion.sum(slopes) / GaussianMoments.slopeSecondMoment(phi, q1)));
    }
    AngularMap.Expansion expansion =
        new AngularMap.Expansion(
            AngularMap.Variable.CORRELATION,
            ChebyshevSeries.of(fejer(values)),
            ChebyshevSeries.of(slopes));
    return new AngularMap(atZero, expansion, DualRule.POLAR, error);
  }

  /** Chebyshev coefficients in cos θ of {@code Σ b_m (1 − cos m θ)/(1 − cos θ)}. */
  private static double[] fejer(double[] b) {
    // (1 − cos mθ)/(1 − cos θ) = m + 2 Σ_{0<j<m} (m − j) cos jθ; summed from the top down.
    double[] g = new double[b.length];
    double mass = 0;
    double moment = 0; // Σ_{m > j} (m − j)·b_m
    for (int j = b.length - 1; j >= 0; j--) {
      moment += mass;
      g[j] = moment * (j == 0 ? 1 : 2);
      mass += b[j];
    }
    return g;
  }
}
