// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

/** u(x) = √(2/π)·(x + 0.044715·x³), the argument of the tanh in the approximate GELU. */
final class TanhCubic {
  private static final double CUBIC = 0.044715;
  private static final double ROOT_TWO_OVER_PI = Math.sqrt(2 / Math.PI);

  private TanhCubic() {}

  static double value(double x) {
    return ROOT_TWO_OVER_PI * x * (1 + CUBIC * x * x);
  }

  /** u'(x). */
  static double slope(double x) {
    return ROOT_TWO_OVER_PI * (1 + 3 * CUBIC * x * x);
  }

  /** u''(x). */
  static double curvature(double x) {
    return ROOT_TWO_OVER_PI * 6 * CUBIC * x;
  }
}
