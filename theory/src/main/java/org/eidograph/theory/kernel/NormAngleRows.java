// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

/** Rows of a Gram matrix from the tensors of {@link NormAngleKernel}. */
final class NormAngleRows implements RowKernel {
  private final LogRange range;
  private final Tensor nngp;
  private final Tensor ntk;
  private final TensorRow evaluator;

  NormAngleRows(LogRange range, Tensor nngp, Tensor ntk) {
    this.range = range;
    this.nngp = nngp;
    this.ntk = ntk;
    this.evaluator = new TensorRow(range, nngp.norms());
  }

  @Override
  public void fill(Row row, double[] nngpOut, double[] ntkOut, int at) {
    evaluator.load(row.first(), row.q2(), row.gamma(), row.count());
    double[] first = range.polynomials(row.q1(), nngp.norms());
    if (nngpOut.length > 0) {
      evaluator.sum(nngp.contract(first), nngpOut, at);
    }
    if (ntkOut.length > 0) {
      evaluator.sum(ntk.contract(first), ntkOut, at);
    }
  }
}
