// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.GaussianMoments;
import org.eidograph.theory.moments.Kink;

/**
 * How fast two inputs become indistinguishable on the edge of chaos, {@code γ = 1 − c} after l
 * layers.
 *
 * <pre>
 * no corner:  f(1 − γ) = 1 − γ + γ²/β_q + …       γ ~ β_q/l,   β_q = 2/f''(1) = 2·E[φ'²]/(q·E[φ''²])
 * corners:    f(1 − γ) = 1 − γ + s·γ^(3/2) + …     γ ~ 4/(s²·l²)
 *             s = √2·σ_w²/(3π)·Σ_k J_k²·exp(−x_k²/(2q)),  slope jumps J_k at x_k
 * linear:     f(c) = c
 * </pre>
 *
 * <p>A larger constant means slower loss. The smooth rate is that of Hayou, Doucet, Rousseau (2019,
 * arXiv 1902.06853); for ReLU s = 2√2/(3π), which gives 9π²/2 ≈ 44.41. The constant for corners
 * elsewhere than 0 is derived here from the probability that u and v lie on either side of one; the
 * tests iterate the map.
 */
public sealed interface CorrelationRate {
  /** The leading term of γ after {@code layers} layers. */
  double gammaAfter(double layers);

  /** γ ~ beta/l. */
  record InverseDepth(double beta) implements CorrelationRate {
    @Override
    public double gammaAfter(double layers) {
      return beta / layers;
    }
  }

  /**
   * γ ~ constant/l². Where all corners lie many √q from 0 the constant is enormous, and so is the
   * depth at which this form sets in; {@link CorrelationMap} tells what happens before.
   */
  record InverseSquareDepth(double constant) implements CorrelationRate {
    @Override
    public double gammaAfter(double layers) {
      return constant / (layers * layers);
    }
  }

  /** Correlations do not move: φ is linear. */
  record Unchanging() implements CorrelationRate {
    @Override
    public double gammaAfter(double layers) {
      return Double.NaN; // whatever it was at the input
    }
  }

  /** The rate at an edge point with weight scale {@code sigmaW} and variance q. */
  static CorrelationRate of(Activation phi, double sigmaW, double q) {
    double weightVariance = sigmaW * sigmaW;
    if (phi.hasCorners()) {
      double sum = 0;
      for (Kink kink : phi.kinks()) {
        sum += kink.slopeJump() * kink.slopeJump() * Math.exp(-kink.at() * kink.at() / (2 * q));
      }
      double s = Math.sqrt(2) * weightVariance / (3 * Math.PI) * sum;
      return new InverseSquareDepth(4 / (s * s));
    }
    double curvature = weightVariance * q * GaussianMoments.curvatureSecondMoment(phi, q);
    return curvature == 0 ? new Unchanging() : new InverseDepth(2 / curvature);
  }
}
