// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

/** γ = 1 − cosine of one input against a row of others, from their inner products. */
final class ProductGammas {
  /** What rounding may take a cosine beyond 1. */
  private static final double LARGEST = 1 + 1e-9;

  private ProductGammas() {}

  /**
   * Fills {@code gamma[0…count)}.
   *
   * @param q1 ‖x‖²/d of the one input
   * @param q2 ‖x'‖²/d of the others, from {@code first} on
   * @param products ⟨x, x'⟩/d, from {@code at} on
   * @throws IllegalArgumentException if a product breaks the Cauchy–Schwarz inequality
   */
  static void fill(
      double q1, double[] q2, int first, double[] products, int at, int count, double[] gamma) {
    double excess = 0;
    for (int j = 0; j < count; j++) {
      // Root and quotient, not reciprocals: equal inputs then give γ = 0 exactly.
      gamma[j] = products[at + j] / Math.sqrt(q1 * q2[first + j]);
    }
    for (int j = 0; j < count; j++) {
      excess += Math.max(0, Math.abs(gamma[j]) - LARGEST);
    }
    if (!(excess == 0)) { // also NaN, which a zero input gives
      careful(q1, q2, first, products, at, count, gamma);
      return;
    }
    for (int j = 0; j < count; j++) {
      gamma[j] = Math.min(2, Math.max(0, 1 - gamma[j]));
    }
  }

  /** The same entry by entry, for rows with zero inputs or with a wrong product. */
  private static void careful(
      double q1, double[] q2, int first, double[] products, int at, int count, double[] gamma) {
    for (int j = 0; j < count; j++) {
      double root = Math.sqrt(q1 * q2[first + j]);
      double product = products[at + j];
      if (!(Math.abs(product) <= root * LARGEST)) {
        throw new IllegalArgumentException(
            "inner products must obey Cauchy-Schwarz, but that of an input with input %d is %s at variances %s and %s"
                .formatted(first + j, product, q1, q2[first + j]));
      }
      gamma[j] = root == 0 ? 1 : Math.min(2, Math.max(0, 1 - product / root));
    }
  }
}
