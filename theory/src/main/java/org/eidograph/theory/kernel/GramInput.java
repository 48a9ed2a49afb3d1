// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import org.eidograph.theory.moments.Domain;

/**
 * The inputs of a Gram matrix: points, or their inner products.
 *
 * <p>Points are better where inputs nearly coincide: γ is then taken from their difference. From
 * inner products alone it carries an error of 1e-16, so a kinked kernel has at best 1e-8 relative
 * accuracy where γ is of that size.
 */
public sealed interface GramInput {
  /** How many inputs N. */
  int count();

  /** ‖x_i‖²/d. */
  double variance(int i);

  /**
   * Vectors as rows.
   *
   * @param rows N·d numbers, row after row; read, never changed
   * @param count N, at least 1
   * @param dimension d, at least 1
   */
  record Points(double[] rows, int count, int dimension) implements GramInput {
    public Points {
      Domain.atLeast("the number of inputs", count, 1);
      Domain.atLeast("the input dimension", dimension, 1);
      if (rows.length != (long) count * dimension) {
        throw new IllegalArgumentException(
            "rows must hold count*dimension = %d*%d numbers, got %d"
                .formatted(count, dimension, rows.length));
      }
    }

    @Override
    public double variance(int i) {
      double square =
          InnerProduct.dot(rows, i * dimension, rows, i * dimension, dimension) / dimension;
      return Domain.finite("the squared norm of input %d".formatted(i), square);
    }
  }

  /**
   * Inner products of all pairs.
   *
   * @param packed lower triangle row by row: ⟨x_i, x_j⟩/d at {@code i(i+1)/2 + j}, j ≤ i
   * @param count N, at least 1
   */
  record Products(double[] packed, int count) implements GramInput {
    public Products {
      Domain.atLeast("the number of inputs", count, 1);
      if (packed.length != (long) count * (count + 1) / 2) {
        throw new IllegalArgumentException(
            "a packed triangle of %d inputs must hold %d numbers, got %d"
                .formatted(count, (long) count * (count + 1) / 2, packed.length));
      }
    }

    @Override
    public double variance(int i) {
      return Domain.nonNegative("the squared norm of input %d".formatted(i), product(i, i));
    }

    /** ⟨x_i, x_j⟩/d. */
    public double product(int i, int j) {
      int row = Math.max(i, j);
      return packed[(int) ((long) row * (row + 1) / 2) + Math.min(i, j)];
    }

    /** ⟨x_i, x_j⟩/d for j from {@code first} on, into {@code out[0…count)}. */
    void row(int i, int first, int count, double[] out) {
      int below = Math.max(0, Math.min(count, i + 1 - first));
      if (below > 0) {
        System.arraycopy(packed, (int) ((long) i * (i + 1) / 2) + first, out, 0, below);
      }
      for (int j = below; j < count; j++) {
        out[j] = product(i, first + j);
      }
    }
  }
}
