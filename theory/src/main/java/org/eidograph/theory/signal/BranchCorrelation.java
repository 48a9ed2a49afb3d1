// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.CovarianceMap;
import org.eidograph.theory.moments.Domain;

/**
 * How one normalised residual branch moves the correlation c of two inputs, for any activation,
 * with or without a gate.
 *
 * <pre>
 * f(c) = T(c)/T(1)                       plain branch, T(c) = E[φ(u)·φ(u')] at variance q
 * f(c) = c·T(c)/T(1)                     gated branch φ(u)·v with u, v independent
 * c'   = (c + α·f(c))/(1 + α)            α = v/q_{l−1}, the branch's growth of the stream
 * </pre>
 *
 * <p>Small branches follow {@code dc/dU = f(c) − c} in the effective depth {@code U = Σ ln(1 + α)}
 * ({@link ResidualFlow}); with equal branches it is {@link PreNormStack}. Carried as γ = 1 − c, so
 * that nothing cancels. The kernel of a product of independent factors is the product of their
 * kernels; attention is not part of it.
 */
public final class BranchCorrelation {
  private final CovarianceMap covariance;
  private final double secondMoment;
  private final boolean gated;

  private BranchCorrelation(Activation phi, double q, boolean gated) {
    this.covariance = CovarianceMap.of(phi, Domain.positive("variance q", q));
    this.secondMoment = covariance.covariance(0);
    this.gated = gated;
  }

  /** A branch {@code W·φ(u)} whose u has variance q. */
  public static BranchCorrelation plain(Activation phi, double q) {
    return new BranchCorrelation(phi, q, false);
  }

  /** A branch {@code W·(φ(u)·v)} whose u has variance q, as of SwiGLU. */
  public static BranchCorrelation gated(Activation phi, double q) {
    return new BranchCorrelation(phi, q, true);
  }

  /** 1 − f(1 − γ). */
  public double drop(double gamma) {
    double plain = covariance.drop(Domain.gamma(gamma)) / secondMoment;
    return gated ? plain + gamma - plain * gamma : plain;
  }

  /**
   * γ behind the branch.
   *
   * @param growth α of the branch, at least 0
   */
  public double after(double gamma, double growth) {
    double share = Domain.nonNegative("the growth of a branch", growth) / (1 + growth);
    return gamma + share * (drop(gamma) - gamma);
  }
}
