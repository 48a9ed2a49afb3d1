// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.limit;

import org.eidograph.theory.moments.Domain;
import org.eidograph.theory.signal.ResidualFlow;
import org.eidograph.theory.signal.ResidualKernel;

/**
 * The covariance of residual ReLU networks in the limit of large width and depth, in any order.
 *
 * <pre>
 * Y_l = Y_{l−1} + α_{l,L}·W_l φ(Y_{l−1}),  W_ij ~ N(0, 1/n)
 * q_l(a, b) = ⟨Y_l(a), Y_l(b)⟩/n
 * max α → 0, Σα² → t:   q(a, a) = q_0·e^(t/2),   dc/dt = ½(f(c) − c)
 * </pre>
 *
 * <p>The limit is the same for n → ∞ then L → ∞, the reverse, or jointly: with square-summable
 * branch scales, infinite-width formulas hold even when depth is of the size of the width. Hayou,
 * Yang, Width and Depth Limits Commute in Residual Networks (2023, arXiv 2302.00453) and Hayou,
 * Commutative Width and Depth Scaling in Deep Neural Networks (2023, arXiv 2310.01683).
 *
 * @param variance q(a, a)
 * @param gamma 1 − c
 */
public record CommutingLimit(double variance, double gamma) {
  private static final ResidualKernel UNIT = ResidualKernel.relu(1);

  /**
   * The limit at {@code t = lim Σα²}.
   *
   * @param initialVariance q_0 of both inputs
   * @param initialGamma 1 − correlation of the inputs
   */
  public static CommutingLimit at(double initialVariance, double initialGamma, double time) {
    Domain.positive("the initial variance", initialVariance);
    Domain.nonNegative("time", time);
    ResidualKernel.State state = ResidualFlow.relu().at(initialGamma, time / 2);
    return new CommutingLimit(state.variance(initialVariance), state.gamma());
  }

  /**
   * Infinite width at finite depth, or the infinite product of a convergent series cut after enough
   * terms: such a series has its own limit, not that of the differential equation.
   */
  public static CommutingLimit ofScales(
      double initialVariance, double initialGamma, double... scales) {
    Domain.positive("the initial variance", initialVariance);
    ResidualKernel.State state = UNIT.run(initialGamma, scales);
    return new CommutingLimit(state.variance(initialVariance), state.gamma());
  }

  /** q(a, b). */
  public double covariance() {
    return variance * (1 - gamma);
  }

  /** c. */
  public double correlation() {
    return 1 - gamma;
  }
}
