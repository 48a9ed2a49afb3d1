// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * Kernels between two sets of inputs, such as test and training data, from inner products that were
 * computed elsewhere.
 *
 * <p>The ways and their errors are those of {@link KernelGram}. Whoever computes the products, in
 * blocks of rows, maps each row as it comes; nothing of the size of the matrix is kept here. A row
 * and a column are taken as different inputs even if they coincide; {@link #itself} gives the
 * kernels of one input with itself.
 *
 * <pre>
 * CrossGram gram = CrossGram.of(network, rowVariances, columnVariances);
 * gram.rows().map(i, columns, products, new double[0], ntk, 0);      // row i
 * </pre>
 */
public final class CrossGram {
  private final double[] rowVariances;
  private final double[] columnVariances;
  private final GramPlan plan;

  private CrossGram(double[] rowVariances, double[] columnVariances, GramPlan plan) {
    this.rowVariances = rowVariances;
    this.columnVariances = columnVariances;
    this.plan = plan;
  }

  /**
   * Prepares the kernels of a network.
   *
   * @param rowVariances ‖x‖²/d of each row's input
   * @param columnVariances the same of the columns'
   * @throws IllegalArgumentException if an input is not finite, or zero where the network cannot
   *     take it
   */
  public static CrossGram of(
      KernelNetwork network, double[] rowVariances, double[] columnVariances) {
    double[] all =
        DoubleStream.concat(Arrays.stream(rowVariances), Arrays.stream(columnVariances)).toArray();
    if (all.length == 0) {
      throw new IllegalArgumentException("kernels need at least one input, got none");
    }
    return new CrossGram(rowVariances.clone(), columnVariances.clone(), GramPlan.of(network, all));
  }

  /** Estimated error relative to the kernel of an input with itself. */
  public double errorEstimate() {
    return plan.errorEstimate();
  }

  /** How entries are computed, in words. */
  public String method() {
    return plan.method();
  }

  /** Kernels of the input of a row with itself: index 0 the NNGP, 1 the NTK. */
  public double[] itself(int row) {
    DiagonalKernel.Value value = plan.diagonal().at(rowVariances[row]);
    return new double[] {value.nngp(), value.ntk()};
  }

  /** A mapper with buffers of its own, for one thread. */
  public Rows rows() {
    return new Rows(plan.rows().get());
  }

  /** Maps rows of inner products to rows of kernels. */
  public final class Rows {
    private final RowKernel kernel;
    private final double[] gamma = new double[columnVariances.length];

    private Rows(RowKernel kernel) {
      this.kernel = kernel;
    }

    /**
     * Maps one row against the first columns.
     *
     * @param row which
     * @param columns how many columns, from column 0 on
     * @param products ⟨x, x'⟩/d from {@code at} on; may be one of the outputs
     * @param nngp receives the NNGP from {@code at} on; of length 0 if it is not wanted
     * @param ntk receives the NTK likewise
     */
    public void map(int row, int columns, double[] products, double[] nngp, double[] ntk, int at) {
      double variance = rowVariances[row];
      ProductGammas.fill(variance, columnVariances, 0, products, at, columns, gamma);
      RowKernel.Row entries = new RowKernel.Row(variance, 0, columnVariances, gamma, columns);
      kernel.fill(entries, nngp, ntk, at);
    }
  }
}
