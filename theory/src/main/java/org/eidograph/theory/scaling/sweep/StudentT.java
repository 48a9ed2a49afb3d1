// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.sweep;

/**
 * Student's t distribution with a whole number of degrees of freedom ν.
 *
 * <p>With {@code θ = arctan(t/√ν)} the probability of {@code |T| ≤ t} is a finite sum of powers of
 * cos θ (Abramowitz, Stegun, 26.7.3 and 26.7.4):
 *
 * <pre>
 * ν odd:   (2/π)·(θ + sin θ·(cos θ + 2/3·cos³θ + … + (2·4…(ν-3))/(3·5…(ν-2))·cos^(ν-2) θ))
 * ν even:  sin θ·(1 + 1/2·cos²θ + … + (1·3…(ν-3))/(2·4…(ν-2))·cos^(ν-2) θ)
 * </pre>
 *
 * <p>Quantiles invert it by bisection, to about 1e-13 relative for probabilities up to 0.9999.
 */
final class StudentT {
  /** Each halves the bracket of θ; 100 exhaust the digits of a double. */
  private static final int BISECTIONS = 100;

  private StudentT() {}

  /**
   * The t with {@code P(|T| ≤ t) = confidence}.
   *
   * @param degrees ν, at least 1
   * @param confidence in (0, 1)
   */
  static double twoSidedQuantile(int degrees, double confidence) {
    if (degrees < 1 || !(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException(
          "degrees of freedom must be at least 1 and the confidence in (0, 1), got %d and %s"
              .formatted(degrees, confidence));
    }
    double low = 0;
    double high = Math.PI / 2;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (within(degrees, middle) < confidence) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return Math.sqrt(degrees) * Math.tan((low + high) / 2);
  }

  /** P(|T| ≤ √ν·tan θ). */
  private static double within(int degrees, double theta) {
    boolean odd = degrees % 2 == 1;
    double cosine = Math.cos(theta);
    double term = odd ? cosine : 1;
    double sum = degrees == 1 ? 0 : term;
    for (int k = odd ? 3 : 2; k <= degrees - 2; k += 2) {
      term *= cosine * cosine * (k - 1) / k;
      sum += term;
    }
    double sine = Math.sin(theta) * sum;
    return odd ? 2 / Math.PI * (theta + sine) : sine;
  }
}
