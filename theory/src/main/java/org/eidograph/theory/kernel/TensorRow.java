// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import java.util.Arrays;

/**
 * Evaluates tensors of {@link Tensor} for one input against a row of others, the first norm already
 * contracted.
 *
 * <p>The polynomials of the partners' norms are kept while the columns stay the same; angles change
 * with every row. The sum over the angle is Clenshaw's rule over a whole block of partners at once.
 */
final class TensorRow {
  private static final int BLOCK = HalfAngle.BLOCK;

  private final LogRange range;
  private final HalfAngle angles = new HalfAngle();
  private final double[] term = new double[BLOCK];
  private final double[][] clenshaw = new double[3][BLOCK];
  private double[][] polynomials;
  private double[] place = {};
  private int loaded = -1;
  private int count;

  TensorRow(LogRange range, int norms) {
    this.range = range;
    this.polynomials = new double[norms][0];
  }

  /**
   * Moves to a row.
   *
   * @param first identifies the columns; the same number means the same columns
   * @param q2 variances of the columns
   * @param gamma 1 − cosine to each column
   */
  void load(int first, double[] q2, double[] gamma, int columns) {
    if (first != loaded || columns != count) {
      loadNorms(q2, columns);
      loaded = first;
    }
    for (int from = 0; from < columns; from += BLOCK) {
      int block = Math.min(BLOCK, columns - from);
      angles.block(gamma, from, block);
      for (int j = 0; j < block; j++) {
        place[from + j] = 2 / Math.PI * angles.theta[j] - 1;
      }
    }
  }

  private void loadNorms(double[] q2, int columns) {
    count = columns;
    place = new double[columns];
    polynomials = new double[polynomials.length][columns];
    for (int j = 0; j < columns; j++) {
      double[] t = range.polynomials(q2[j], polynomials.length);
      for (int b = 0; b < t.length; b++) {
        polynomials[b][j] = t[b];
      }
    }
  }

  /** {@code out[at + j] = Σ_b Σ_m C_bm T_b(ln q2_j) T_m(θ_j)} for all columns. */
  void sum(double[][] coefficients, double[] out, int at) {
    for (int from = 0; from < count; from += BLOCK) {
      sum(coefficients, from, Math.min(BLOCK, count - from), out, at + from);
    }
  }

  private void sum(double[][] coefficients, int from, int block, double[] out, int at) {
    double[] b1 = clenshaw[0];
    double[] b2 = clenshaw[1];
    double[] next = clenshaw[2];
    Arrays.fill(b1, 0);
    Arrays.fill(b2, 0);
    for (int m = coefficients[0].length - 1; m >= 0; m--) {
      coefficient(coefficients, m, from, block);
      double factor = m == 0 ? 1 : 2;
      for (int j = 0; j < block; j++) {
        next[j] = term[j] + factor * place[from + j] * b1[j] - b2[j];
      }
      double[] free = b2;
      b2 = b1;
      b1 = next;
      next = free;
    }
    System.arraycopy(b1, 0, out, at, block);
  }

  private void coefficient(double[][] coefficients, int m, int from, int block) {
    Arrays.fill(term, 0, block, coefficients[0][m]);
    for (int b = 1; b < coefficients.length; b++) {
      double c = coefficients[b][m];
      double[] t = polynomials[b];
      for (int j = 0; j < block; j++) {
        term[j] = Math.fma(c, t[from + j], term[j]);
      }
    }
  }

  /** {@code Σ_b c_b T_b(ln q2_j)} for one column. */
  double sumOfNorms(double[] coefficients, int column) {
    double sum = 0;
    for (int b = 0; b < coefficients.length; b++) {
      sum += coefficients[b] * polynomials[b][column];
    }
    return sum;
  }
}
