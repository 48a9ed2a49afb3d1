// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.limit;

import org.eidograph.theory.moments.Domain;

/**
 * The size of the post-activations of an infinitely deep residual ReLU network of finite width n.
 *
 * <pre>
 * Y_l = Y_{l−1} + W_l φ(Y_{l−1})/√L,  L → ∞:   dX_t = ‖φ(X_t)‖/√n dB_t,   0 ≤ t ≤ 1
 * d ln‖φ(X_t)‖ = dB̃_t/√n + ½(N_t/n − 2/n) dt,   N_t = #{i : X_t^i > 0}
 * </pre>
 *
 * <p>With N_0/n at its mean given that not all units are dead, the drift at t = 0 is
 *
 * <pre>
 * m_n = ½(½/(1 − 2⁻ⁿ) − 2/n)        n = 1: −1/2, 2: −1/6, 3: −1/21, 4: +1/60, ∞: 1/4
 * </pre>
 *
 * <p>so typical norms shrink with depth for n ≤ 3 and grow from n = 4 on, while the mean square
 * grows at every width: at the start {@code d ln E‖φ(X_t)‖²/dt = (n + 1)/(2n)}, since a norm is
 * large where many units are active. m_n·t is exact for n = 1 and as t → 0; at t = 1 it
 * overestimates by at most 0.004, since units die slowly. {@code ln‖φ‖} is close to normal with
 * variance t/n.
 *
 * <p>Hayou, On the infinite-depth limit of finite-width neural networks (2022, arXiv 2210.00688)
 * for the limit and the change of regime; the closed form of m_n is derived here and checked by
 * simulation.
 */
public final class QuasiGeometricMotion {
  private QuasiGeometricMotion() {}

  /** m_n, the initial drift of ln‖φ(X_t)‖ given that it is not 0. */
  public static double drift(int width) {
    double alive = 1 - probabilityOfDeadStart(width);
    return 0.5 * (0.5 / alive - 2.0 / width);
  }

  /** 2⁻ⁿ, the probability that no unit is active at the input; such a path never moves. */
  public static double probabilityOfDeadStart(int width) {
    return Math.pow(2, -Domain.atLeast("width", width, 1));
  }

  /** m_n·t, approximately E[ln(‖φ(X_t)‖/‖φ(X_0)‖)] given a live start. */
  public static double expectedLogGrowth(int width, double time) {
    return drift(width) * Domain.nonNegative("time", time);
  }

  /** t/n, approximately the variance of ln(‖φ(X_t)‖/‖φ(X_0)‖). */
  public static double logGrowthVariance(int width, double time) {
    Domain.atLeast("width", width, 1);
    return Domain.nonNegative("time", time) / width;
  }

  /** e^(t/2): growth of E‖X_t‖² and of E‖φ(X_t)‖² at infinite width. */
  public static double meanSquareGrowth(double time) {
    return Math.exp(Domain.nonNegative("time", time) / 2);
  }

  /**
   * e^(t(n+1)/(2n)), approximately the growth of E‖φ(X_t)‖² at width n: exact for n = 1, for n → ∞
   * and as t → 0; at t = 1 it is within 3 %.
   */
  public static double meanSquareGrowth(int width, double time) {
    double n = Domain.atLeast("width", width, 1);
    return Math.exp(Domain.nonNegative("time", time) * (n + 1) / (2 * n));
  }

  /** The smallest width at which typical norms grow: 4. */
  public static int smallestGrowingWidth() {
    int width = 1;
    while (drift(width) <= 0) {
      width++;
    }
    return width;
  }
}
