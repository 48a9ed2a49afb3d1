// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.limit;

import org.eidograph.theory.moments.Domain;

/**
 * The infinite-depth limit of a residual ReLU network of width one: geometric Brownian motion.
 *
 * <pre>
 * X_0 &gt; 0:  X_t = X_0·exp(B_t − t/2)     log-normal, the mean stays, the median falls like e^(−t/2)
 * X_0 ≤ 0:  X_t = X_0                     frozen
 * </pre>
 *
 * <p>Hayou (2022, arXiv 2210.00688).
 */
public final class WidthOneRelu {
  private WidthOneRelu() {}

  /** E[X_t] = X_0. */
  public static double mean(double start) {
    return Domain.finite("the start", start);
  }

  /** Median of X_t. */
  public static double median(double start, double time) {
    Domain.nonNegative("time", time);
    return start > 0 ? start * Math.exp(-time / 2) : start;
  }

  /** Variance of ln X_t from a positive start, which is t. */
  public static double logVariance(double time) {
    return Domain.nonNegative("time", time);
  }
}
