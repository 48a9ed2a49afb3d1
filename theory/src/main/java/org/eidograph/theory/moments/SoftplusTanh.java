// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

/** t(x) = tanh(log(1 + e^x)), the gate of Mish, as a rational function of e^x. */
final class SoftplusTanh {
  private SoftplusTanh() {}

  /** n/(n + 2) with n = e^x(e^x + 2); for x &gt; 0 in terms of e^−x. */
  static double value(double x) {
    if (x > 0) {
      double t = Math.exp(-x);
      return (1 + 2 * t) / (1 + 2 * t + 2 * t * t);
    }
    double n = Math.exp(x) * (Math.exp(x) + 2);
    return n / (n + 2);
  }

  /** t'(x) = (1 − t²)·σ(x), with 1 − t² = 4(n + 1)/(n + 2)². */
  static double slope(double x) {
    double complement;
    if (x > 0) {
      double t = Math.exp(-x);
      double d = 1 + 2 * t + 2 * t * t;
      complement = 4 * t * t * (1 + 2 * t + t * t) / (d * d);
    } else {
      double n = Math.exp(x) * (Math.exp(x) + 2);
      complement = 4 * (n + 1) / ((n + 2) * (n + 2));
    }
    return complement * Logistic.value(x);
  }
}
