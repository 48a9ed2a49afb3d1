// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

import java.util.function.DoubleUnaryOperator;

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
  /** Angles on the half circle: doubled until the last coefficients are rounding. */
  private static final int FEWEST = 64;

  private static final int MOST = 1024;

  /** Relative size of the last coefficients at which the series is complete. */
  private static final double COMPLETE = 1e-16;

  private static final int RADIAL_ORDER = 16;

  private PolarRule() {}

  static AngularMap of(Activation phi, double q1, double q2) {
    double[] values = coefficients(phi::value, q1, q2);
    double[] slopes = coefficients(phi::derivative, q1, q2);
    double atZero =
        GaussianMoments.expectation(
            z -> phi.value(Math.sqrt(q1) * z) * phi.value(Math.sqrt(q2) * z), 1, phi.kinks());
    double error = Math.abs(sum(values) - atZero) / Math.abs(sum(values));
    if (q1 == q2) {
      error =
          Math.max(error, Math.abs(1 - sum(slopes) / GaussianMoments.slopeSecondMoment(phi, q1)));
    }
    AngularMap.Expansion expansion =
        new AngularMap.Expansion(
            AngularMap.Variable.CORRELATION,
            ChebyshevSeries.of(fejer(values)),
            ChebyshevSeries.of(slopes));
    return new AngularMap(atZero, expansion, DualRule.POLAR, error);
  }

  /**
   * b_m with enough angles for the larger variance. Its own coefficients at 1e-16 mean amplitudes
   * of 1e-8 at n, so of 1e-16 at 2n, which is where the trapezoidal sum folds back; the mixed
   * coefficients may end earlier and do not tell.
   */
  private static double[] coefficients(DoubleUnaryOperator phi, double q1, double q2) {
    double larger = Math.max(q1, q2);
    for (int n = FEWEST; ; n *= 2) {
      double[] b = coefficients(phi, larger, larger, n);
      double last = 0;
      for (int m = 7 * n / 8; m < n; m++) {
        last = Math.max(last, Math.abs(b[m]));
      }
      if (last <= COMPLETE * Math.abs(sum(b)) || 2 * n > MOST) {
        return q1 == q2 ? b : coefficients(phi, q1, q2, n);
      }
    }
  }

  private static double[] coefficients(DoubleUnaryOperator phi, double q1, double q2, int n) {
    double[][] cosines = cosines(n);
    double[] b = new double[n];
    GaussLegendre rule = GaussLegendre.of(RADIAL_ORDER);
    int panels = (int) (PanelRule.RANGE / PanelRule.WIDTH);
    for (int p = 0; p < panels; p++) {
      for (int i = 0; i < rule.size(); i++) {
        double r = PanelRule.WIDTH * (p + rule.unitNode(i));
        double weight = PanelRule.WIDTH * rule.unitWeight(i) * r * Math.exp(-r * r / 2);
        double[] first = cosineTransform(phi, Math.sqrt(q1) * r, cosines);
        double[] second = q1 == q2 ? first : cosineTransform(phi, Math.sqrt(q2) * r, cosines);
        for (int m = 0; m < n; m++) {
          b[m] += weight * first[m] * second[m] * (m == 0 ? 1 : 0.5);
        }
      }
    }
    return b;
  }

  /** cos(π j m/n) at row j ≤ n and column m &lt; n. */
  private static double[][] cosines(int n) {
    double[] circle = new double[2 * n];
    for (int i = 0; i < 2 * n; i++) {
      circle[i] = Math.cos(Math.PI * i / n);
    }
    double[][] cosines = new double[n + 1][n];
    for (int j = 0; j <= n; j++) {
      for (int m = 0, at = 0; m < n; m++, at = (at + j) % (2 * n)) {
        cosines[j][m] = circle[at];
      }
    }
    return cosines;
  }

  /** ĝ(m), m &lt; n, of α → φ(radius·cos α) from its values at the n + 1 angles π j/n. */
  private static double[] cosineTransform(
      DoubleUnaryOperator phi, double radius, double[][] cosines) {
    int n = cosines.length - 1;
    double[] transform = new double[n];
    for (int j = 0; j <= n; j++) {
      double cosine = j == n ? -1 : cosines[j][1];
      double g = phi.applyAsDouble(radius * cosine) * (j == 0 || j == n ? 0.5 : 1);
      double[] row = cosines[j];
      for (int m = 0; m < n; m++) {
        transform[m] += g * row[m]; // along m, which the compiler vectorises
      }
    }
    for (int m = 0; m < n; m++) {
      transform[m] *= (m == 0 ? 1.0 : 2.0) / n;
    }
    return transform;
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

  private static double sum(double[] b) {
    double sum = 0;
    for (int m = b.length - 1; m >= 0; m--) {
      sum += b[m];
    }
    return sum;
  }
}
