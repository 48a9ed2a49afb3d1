// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

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

  /** Nodes above 0; panels end at 0, and there are 24 a panel, a multiple of 4. */
  private static final double[] HALF_NODES =
      IntStream.range(0, RULE.size()).mapToDouble(RULE::node).filter(z -> z > 0).toArray();

  private static final double[] HALF_WEIGHTS =
      IntStream.range(0, RULE.size())
          .filter(i -> RULE.node(i) > 0)
          .mapToDouble(RULE::weight)
          .toArray();

  private HermiteSeries() {}

  /**
   * a_0 … a_highest of {@code z → φ(√q z)}; less than 1 ms. h_k is even or odd as k is, so the half
   * line suffices, with φ(x) + φ(−x) for even and φ(x) − φ(−x) for odd k.
   */
  static double[] coefficients(DoubleUnaryOperator phi, double q, int highest) {
    double root = Math.sqrt(q);
    int n = HALF_NODES.length;
    double[] even = new double[n];
    double[] odd = new double[n];
    double[] previous = new double[n];
    double[] current = new double[n];
    for (int i = 0; i < n; i++) {
      double z = HALF_NODES[i];
      double half = Math.exp(-z * z / 4); // half of the normal density goes with h_k
      double weight = HALF_WEIGHTS[i] * half / Math.sqrt(2 * Math.PI);
      double right = phi.applyAsDouble(root * z);
      double left = phi.applyAsDouble(-root * z);
      even[i] = weight * (right + left);
      odd[i] = weight * (right - left);
      current[i] = half;
    }
    double[] a = new double[highest + 1];
    for (int k = 0; k <= highest; k++) {
      a[k] = dot(k % 2 == 0 ? even : odd, current);
      advance(previous, current, k);
      double[] swap = previous;
      previous = current;
      current = swap;
    }
    return a;
  }

  /** {@code h_{k+1} = (z·h_k − √k·h_{k−1})/√(k+1)}, written over h_{k−1}. */
  private static void advance(double[] previous, double[] current, int k) {
    double[] z = HALF_NODES;
    double fromCurrent = 1 / Math.sqrt(k + 1);
    double fromPrevious = Math.sqrt(k) * fromCurrent;
    for (int i = 0; i < z.length; i++) {
      previous[i] = z[i] * current[i] * fromCurrent - fromPrevious * previous[i];
    }
  }

  /** In four sums, which do not wait for one another; the length is a multiple of 4. */
  private static double dot(double[] x, double[] y) {
    double first = 0;
    double second = 0;
    double third = 0;
    double fourth = 0;
    for (int i = 0; i + 3 < x.length; i += 4) {
      first += x[i] * y[i];
      second += x[i + 1] * y[i + 1];
      third += x[i + 2] * y[i + 2];
      fourth += x[i + 3] * y[i + 3];
    }
    return first + second + (third + fourth);
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

  /** {@link #sum} of many γ; the same operations in the same order, side by side. */
  static void sums(double[] p, double[] gamma, double[] sums) {
    int n = gamma.length;
    double[] c = new double[n];
    for (int i = 0; i < n; i++) {
      c[i] = 1 - gamma[i];
      sums[i] = 0;
    }
    for (int k = p.length - 1; k >= 0; k--) {
      double term = p[k];
      for (int i = 0; i < n; i++) {
        sums[i] = sums[i] * c[i] + term;
      }
    }
  }

  /** {@link #drop} of many γ; the same operations in the same order, side by side. */
  static void drops(double[] p, double[] gamma, double[] drops) {
    int n = gamma.length;
    double[] power = new double[n];
    double[] oneMinusPower = new double[n];
    for (int i = 0; i < n; i++) {
      power[i] = 1;
      drops[i] = 0;
    }
    for (double each : p) {
      for (int i = 0; i < n; i++) {
        drops[i] += each * oneMinusPower[i];
        oneMinusPower[i] += power[i] * gamma[i];
        power[i] *= 1 - gamma[i];
      }
    }
  }
}
