// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

import org.apache.commons.numbers.gamma.Erfc;
import org.apache.commons.numbers.gamma.Erfcx;
import org.apache.commons.numbers.gamma.InverseErf;

/** The standard normal law: n(x) = exp(−x²/2)/√(2π), Φ(x) and its inverse. */
public final class Normal {
  /** 1/√(2π), the density at 0. */
  private static final double DENSITY_AT_ZERO = 1 / Math.sqrt(2 * Math.PI);

  private static final double ROOT_TWO = Math.sqrt(2);

  private Normal() {}

  /** n(x). */
  public static double density(double x) {
    return DENSITY_AT_ZERO * Math.exp(-x * x / 2);
  }

  /** Φ(x), relatively accurate in both tails. */
  public static double cumulative(double x) {
    return Erfc.value(-x / ROOT_TWO) / 2;
  }

  /** {@code Φ(−t)·exp(t²/2)}, which neither under- nor overflows for t ≥ 0. */
  static double scaledTail(double t) {
    return Erfcx.value(t / ROOT_TWO) / 2;
  }

  /**
   * The z with Φ(z) = (1 + s)/2, that is P(|Z| ≤ z) = s.
   *
   * @param s from 0 to 1
   */
  public static double absoluteQuantile(double s) {
    return ROOT_TWO * InverseErf.value(Domain.within("a probability", s, 0, 1));
  }
}
