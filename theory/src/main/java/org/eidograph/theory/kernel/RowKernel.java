// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

/** Kernels of one input against a row of others; one instance serves one thread at a time. */
interface RowKernel {
  /**
   * Fills {@code nngp[at…]} and {@code ntk[at…]} with the kernels of different inputs.
   *
   * @param row the input and its partners
   */
  void fill(Row row, double[] nngp, double[] ntk, int at);

  /**
   * One input and its partners.
   *
   * @param q1 variance of the one
   * @param first index of the first partner among the columns
   * @param q2 variances of the partners
   * @param gamma 1 − cosine of the angle to each
   * @param count how many partners
   */
  record Row(double q1, int first, double[] q2, double[] gamma, int count) {}
}
