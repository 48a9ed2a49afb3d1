// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Domain;
import org.eidograph.theory.moments.GaussianMoments;

/**
 * Singular values of the input–output Jacobian {@code J = Π W_l D_{l−1}} of wide random networks, m
 * factors, D the diagonal of φ'.
 *
 * <pre>
 * linear, W_ij ~ N(0, 1/n):    ‖J‖ → √((m+1)^(m+1)/m^m) ~ √(e(m+1)),  tr(JJᵀ)/n → 1,  tr(JJᵀ)²/n → m + 1
 * masks of share p, σ²/n:      z = (−(m−1) + √((m−1)² + 4mp))/(2m),  ‖J‖² → (1+z)/z·(σ²(p+z))^m
 * any φ, critical weights:     tr(JJᵀ)²/n / (tr(JJᵀ)/n)² → 1 + m·μ2/μ1²      (ReLU 1 + 2m)
 * orthogonal weights:          … → 1 + m·(μ2/μ1² − 1)
 * </pre>
 *
 * <p>with {@code μ_k = E[φ'(√q Z)^(2k)]}. The norm grows like √m only, not exponentially: that is
 * the stability of Dadoun, Hayou, Salam, Seddik, Youssef, On the Stability of the Jacobian Matrix
 * in Deep Neural Networks (2025, arXiv 2506.08764), which covers sparse and weakly dependent
 * weights too. The edges are those of Fuss–Catalan laws; all rows are checked by simulation, the
 * orthogonal one (after Pennington, Schoenholz, Ganguli 2017) as well.
 */
public final class JacobianSpectrum {
  private JacobianSpectrum() {}

  /** The limit of ‖J‖ for m independent Gaussian factors of variance 1/n. */
  public static double linearNorm(int factors) {
    double m = Domain.atLeast("factors", factors, 1);
    // In logarithms: (m+1)^(m+1) overflows from m = 143 on.
    return Math.exp(((m + 1) * Math.log(m + 1) - m * Math.log(m)) / 2);
  }

  /** The limit of tr(JJᵀ)²/n for m independent Gaussian factors of variance 1/n. */
  public static double linearSecondMoment(int factors) {
    return Domain.atLeast("factors", factors, 1) + 1.0;
  }

  /**
   * The limit of ‖J‖ with masks: each column of each factor is kept with probability p, entries
   * have variance σ²/n. Critical at σ² = 1/p, which is 2 for ReLU.
   *
   * @param keep p, above 0 up to 1
   */
  public static double maskedNorm(int factors, double keep, double variance) {
    double m = Domain.atLeast("factors", factors, 1);
    Domain.within("the kept share", keep, Double.MIN_NORMAL, 1);
    Domain.positive("the variance", variance);
    double z = (-(m - 1) + Math.sqrt((m - 1) * (m - 1) + 4 * m * keep)) / (2 * m);
    return Math.exp((Math.log1p(z) - Math.log(z) + m * Math.log(variance * (keep + z))) / 2);
  }

  /** μ2/μ1² = E[φ'⁴]/E[φ'²]² at pre-activation variance q; 2 for ReLU, 1 for linear φ. */
  public static double slopeKurtosis(Activation phi, double q) {
    double slope = GaussianMoments.slopeSecondMoment(phi, q);
    if (slope == 0) {
      throw new IllegalArgumentException(
          "the Jacobian of %s vanishes almost everywhere; use an activation with a slope"
              .formatted(phi.label()));
    }
    return GaussianMoments.slopeFourthMoment(phi, q) / (slope * slope);
  }

  /** The limit of the normalised second moment with Gaussian weights, 1 + m·μ2/μ1². */
  public static double secondMomentRatio(Activation phi, double q, int factors) {
    return 1 + Domain.atLeast("factors", factors, 1) * slopeKurtosis(phi, q);
  }

  /** The limit of the normalised second moment with orthogonal weights, 1 + m·(μ2/μ1² − 1). */
  public static double orthogonalSecondMomentRatio(Activation phi, double q, int factors) {
    return 1 + Domain.atLeast("factors", factors, 1) * (slopeKurtosis(phi, q) - 1);
  }

  /**
   * The norm of one wide Gaussian layer, {@code σ_w·(1 + √(fan_out/fan_in))} at entry variance
   * {@code σ_w²/fan_in}: a trained layer's singular values beyond it are outliers.
   */
  public static double bulkEdge(double sigmaW, int fanIn, int fanOut) {
    Domain.nonNegative("sigmaW", sigmaW);
    double aspect =
        (double) Domain.atLeast("fan_out", fanOut, 1) / Domain.atLeast("fan_in", fanIn, 1);
    return sigmaW * (1 + Math.sqrt(aspect));
  }

  /** Standard deviation of ln‖J‖²_F over draws for ReLU, about √(5m/n): average over inputs. */
  public static double reluLogNormDeviation(int factors, int width) {
    return Math.sqrt(
        5.0 * Domain.atLeast("factors", factors, 1) / Domain.atLeast("width", width, 1));
  }
}
