// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.CovarianceMap;
import org.eidograph.theory.moments.Domain;
import org.eidograph.theory.moments.GaussianMoments;

/**
 * A residual stack with normalisation before each branch, the bridge to transformers.
 *
 * <pre>
 * x_l = x_{l−1} + W φ(x_{l−1}/rms(x_{l−1})),    v = σ_w²·E[φ(Z)²],  χ = σ_w²·E[φ'(Z)²]
 * q_l = q_0 + l·v
 * c_l = (q_{l−1}·c_{l−1} + v·f(c_{l−1}))/(q_{l−1} + v)
 * E‖∂x_L/∂x_0‖²_F/n = Π (1 + χ/q_{l−1})           (q_L/q_0 for ReLU, where v = χ)
 * U = ln(1 + L·v/q_0)                              effective depth, logarithmic in L
 * </pre>
 *
 * <p>f is the correlation of φ at unit variance. Attention, gates and affine parameters are not
 * part of it. Derived from the kernel recursion; checked against simulation at width 256.
 */
public final class PreNormStack {
  private final double branchVariance;
  private final double gradientGrowth;
  private final double secondMoment;
  private final CovarianceMap covariance;

  private PreNormStack(Activation phi, double sigmaW) {
    this.secondMoment = GaussianMoments.secondMoment(phi, 1);
    this.branchVariance = sigmaW * sigmaW * secondMoment;
    this.gradientGrowth = sigmaW * sigmaW * GaussianMoments.slopeSecondMoment(phi, 1);
    this.covariance = CovarianceMap.of(phi, 1);
  }

  /** A stack whose branches have weights of scale σ_w. */
  public static PreNormStack of(Activation phi, double sigmaW) {
    return new PreNormStack(phi, Domain.positive("sigmaW", sigmaW));
  }

  /** A stack whose branches add variance v each. */
  public static PreNormStack ofBranchVariance(Activation phi, double v) {
    Domain.positive("the branch variance v", v);
    return new PreNormStack(phi, Math.sqrt(v / GaussianMoments.secondMoment(phi, 1)));
  }

  /** v, the variance that each branch adds. */
  public double branchVariance() {
    return branchVariance;
  }

  /** q_L. */
  public double variance(double initial, int blocks) {
    return Domain.positive("the initial variance", initial) + blocks * branchVariance;
  }

  /** γ_L = 1 − c_L of two inputs that start at γ = {@code gamma}. */
  public double gamma(double gamma, double initial, int blocks) {
    double current = Domain.gamma(gamma);
    double q = Domain.positive("the initial variance", initial);
    for (int l = 0; l < Domain.atLeast("blocks", blocks, 0); l++) {
      double branch = covariance.drop(current) / secondMoment; // 1 − f(c)
      current = (q * current + branchVariance * branch) / (q + branchVariance);
      q += branchVariance;
    }
    return current;
  }

  /** E‖∂x_L/∂x_0‖²_F/n, the averaged partial Jacobian norm. */
  public double jacobianNorm(double initial, int blocks) {
    double q = Domain.positive("the initial variance", initial);
    double product = 1;
    for (int l = 0; l < Domain.atLeast("blocks", blocks, 0); l++) {
      product *= 1 + gradientGrowth / q;
      q += branchVariance;
    }
    return product;
  }

  /** U = ln(q_L/q_0). */
  public double effectiveDepth(double initial, int blocks) {
    return Math.log(variance(initial, blocks) / initial);
  }
}
