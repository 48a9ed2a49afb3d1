// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.limit;

import org.eidograph.theory.moments.Domain;

/**
 * The width-one network whose infinite-depth limit is an Ornstein–Uhlenbeck process in disguise.
 *
 * <pre>
 * h(y) = ∫₀^y e^(s²) ds,   φ(x) = exp(h⁻¹(α·x + β)²),   dX_t = φ(X_t) dB_t
 * Y_t = h⁻¹(α·X_t + β):   dY = −α²·Y dt + α dB
 * Y_t ~ N(Y_0·e^(−α²t), (1 − e^(−2α²t))/2)
 * </pre>
 *
 * <p>By Itô's formula; checked by simulation. Hayou (2022, arXiv 2210.00688) treats closed cases of
 * width one; that this is one of them is recalled, not verified.
 *
 * @param alpha α, positive
 * @param beta β
 */
public record OrnsteinUhlenbeckCase(double alpha, double beta) {
  /** h(6) is 3.6e14; beyond it Newton's method would leave the range of any simulation. */
  private static final double LARGEST = 6;

  public OrnsteinUhlenbeckCase {
    Domain.positive("alpha", alpha);
    Domain.finite("beta", beta);
  }

  /** h(y), a series of terms of one sign: relatively accurate for |y| ≤ 6. */
  static double h(double y) {
    double square = y * y;
    double term = y;
    double sum = y;
    for (int k = 1; Math.abs(term) > 1e-17 * Math.abs(sum); k++) {
      term *= square / k;
      sum += term / (2 * k + 1);
    }
    return sum;
  }

  /** h⁻¹(z) by Newton's method on a function that is convex for y &gt; 0. */
  static double inverse(double z) {
    double size = Math.abs(z);
    if (size > h(LARGEST)) {
      throw new IllegalArgumentException("h⁻¹ is computed up to |z| = 3e14, got " + z);
    }
    // Start above the root, where Newton's steps of a convex function descend monotonically.
    double y = size < 1 ? size : Math.min(LARGEST, Math.sqrt(Math.log(size) + 1.5) + 0.3);
    for (int i = 0; i < 100; i++) {
      double step = (h(y) - size) * Math.exp(-y * y);
      y -= step;
      if (Math.abs(step) <= 1e-15 * Math.abs(y)) {
        break;
      }
    }
    return Math.copySign(y, z);
  }

  /** φ(x). */
  public double activation(double x) {
    double y = inverse(alpha * x + beta);
    return Math.exp(y * y);
  }

  /** Y = h⁻¹(αX + β). */
  public double toProcess(double x) {
    return inverse(alpha * x + beta);
  }

  /** X = (h(Y) − β)/α. */
  public double fromProcess(double y) {
    return (h(y) - beta) / alpha;
  }

  /** E[Y_t] from X_0 = {@code start}. */
  public double mean(double start, double time) {
    return toProcess(start) * Math.exp(-alpha * alpha * Domain.nonNegative("time", time));
  }

  /** Var[Y_t]. */
  public double variance(double time) {
    return -Math.expm1(-2 * alpha * alpha * Domain.nonNegative("time", time)) / 2;
  }
}
