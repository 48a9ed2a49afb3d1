// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

import java.util.function.DoubleUnaryOperator;

/**
 * Expansion of {@code φ(√q z)} in orthonormal Hermite polynomials h_k (rule Q4).
 *
 * <pre>
 * a_k(q) = E[φ(√q Z)·h_k(Z)]
 * T(q1, q2, c) = Σ a_k(q1)·a_k(q2)·c^k                        (Mehler)
 * Ṫ(q1, q2, c) = Σ d_k(q1)·d_k(q2)·c^k,  d_k = √(k+1)·a_{k+1}/√q   (Stein)
 * </pre>
 */
final class HermiteSeries {
  /** Highest index kept: the functions {@code h_k·exp(−z²/4)} stay in range up to here. */
  static final int HIGHEST = 240;

  /** Turning point of h_240 is 2·√240.5 ≈ 31; beyond it the functions decay. */
  private static final double RANGE = 32;

  /** h_240 turns through 11 radians in a panel of width 0.5, which 24 nodes resolve. */
  private static final PanelRule RULE = PanelRule.lebesgue(RANGE, 0.5, 24);

  private HermiteSeries() {}

  /** a_0 … a_highest of {@code z → φ(√q z)}; about 2 ms. */
  static double[] coefficients(DoubleUnaryOperator phi, double q, int highest) {
    double root = Math.sqrt(q);
    int n = RULE.size();
    double[] weighted = new double[n];
    double[] previous = new double[n];
    double[] current = new double[n];
    for (int i = 0; i < n; i++) {
      double z = RULE.node(i);
      double half = Math.exp(-z * z / 4); // half of the normal density goes with h_k
      weighted[i] = RULE.weight(i) * half * phi.applyAsDouble(root * z) / Math.sqrt(2 * Math.PI);
      current[i] = half;
    }
    double[] a = new double[highest + 1];
    for (int k = 0; k <= highest; k++) {
      a[k] = dot(weighted, current);
      advance(previous, current, k);
      double[] swap = previous;
      previous = current;
      current = swap;
    }
    return a;
  }

  /** {@code h_{k+1} = (z·h_k − √k·h_{k−1})/√(k+1)}, written over h_{k−1}. */
  private static void advance(double[] previous, double[] current, int k) {
    double fromCurrent = 1 / Math.sqrt(k + 1);
    double fromPrevious = Math.sqrt(k) * fromCurrent;
    for (int i = 0; i < current.length; i++) {
      previous[i] = RULE.node(i) * current[i] * fromCurrent - fromPrevious * previous[i];
    }
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }

  /** Σ p_k c^k at c = 1 − γ. */
  static double sum(double[] p, double gamma) {
    double c = 1 - gamma;
    double sum = 0;
    for (int k = p.length - 1; k >= 0; k--) {
      sum = sum * c + p[k];
    }
    return sum;
  }

  /**
   * Σ p_k (1 − c^k) without cancellation: {@code 1 − c^{k+1} = (1 − c^k) + c^k·γ} adds positive
   * terms.
   */
  static double drop(double[] p, double gamma) {
    double c = 1 - gamma;
    double power = 1;
    double oneMinusPower = 0;
    double sum = 0;
    for (double each : p) {
      sum += each * oneMinusPower;
      oneMinusPower += power * gamma;
      power *= c;
    }
    return sum;
  }
}
