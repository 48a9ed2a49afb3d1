// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.limit;

import org.eidograph.theory.moments.Domain;

/**
 * Why plain networks do not have commuting limits: the log-variance of a He-initialised ReLU
 * network depends on the ratio of depth to width.
 *
 * <pre>
 * ln q_L ≈ N(−5L/(2n), 5L/n)
 * </pre>
 *
 * <p>From {@code q_{l+1}/q_l = (2/n)·Σ φ(z_i)²}-like factors of variance 5/n each; checked by
 * simulation at n = L = 64.
 */
public final class PlainDepthFluctuation {
  /** Var(2φ(Z)²)= 2²·E[φ⁴] − 1 = 6 − 1. */
  private static final double VARIANCE_PER_LAYER = 5;

  private PlainDepthFluctuation() {}

  /** E[ln q_L]. */
  public static double meanLogVariance(int width, int depth) {
    return -VARIANCE_PER_LAYER / 2 * ratio(width, depth);
  }

  /** Var[ln q_L]. */
  public static double varianceOfLogVariance(int width, int depth) {
    return VARIANCE_PER_LAYER * ratio(width, depth);
  }

  private static double ratio(int width, int depth) {
    Domain.atLeast("depth", depth, 1);
    return (double) depth / Domain.atLeast("width", width, 1);
  }
}
