// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

/** σ(x) = 1/(1 + e^−x) and its derivatives, accurate in both tails. */
final class Logistic {
  private Logistic() {}

  static double value(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** σ'(x) = σ(x)·σ(−x). */
  static double density(double x) {
    return value(x) * value(-x);
  }

  /** σ''(x). */
  static double densitySlope(double x) {
    return density(x) * (value(-x) - value(x));
  }

  /** 1/cosh²(x) as 4t/(1 + t)² with t = e^(−2|x|), which neither over- nor underflows early. */
  static double squaredSecant(double x) {
    double t = Math.exp(-2 * Math.abs(x));
    return 4 * t / ((1 + t) * (1 + t));
  }
}
