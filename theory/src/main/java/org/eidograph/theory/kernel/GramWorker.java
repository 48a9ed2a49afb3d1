// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

/** Computes the tiles of a block of rows; one thread's buffers. */
final class GramWorker {
  private final GramInput input;
  private final double[] variances;
  private final GramPlan plan;
  private final int tile;
  private final RowKernel kernel;
  private final ProductTile products;
  private final double[] nngp;
  private final double[] ntk;
  private final double[] columnVariances;

  GramWorker(GramInput input, double[] variances, GramPlan plan, KernelGram.Settings settings) {
    this.input = input;
    this.variances = variances;
    this.plan = plan;
    this.tile = Math.min(settings.tile(), input.count());
    this.kernel = plan.rows().get();
    this.products = ProductTile.of(input, variances, tile);
    this.nngp = new double[settings.nngp() ? tile * tile : 0];
    this.ntk = new double[settings.ntk() ? tile * tile : 0];
    this.columnVariances = new double[tile];
  }

  /** All tiles from column 0 to the diagonal of the rows that start at {@code row}. */
  void rows(int row, GramTile.Consumer consumer) {
    int rows = Math.min(tile, input.count() - row);
    for (int column = 0; column <= row; column += tile) {
      int columns = Math.min(tile, input.count() - column);
      fill(row, rows, column, columns);
      consumer.accept(new GramTile(row, rows, column, columns, nngp, ntk));
    }
  }

  private void fill(int row, int rows, int column, int columns) {
    products.load(row, rows, column, columns);
    System.arraycopy(variances, column, columnVariances, 0, columns);
    for (int i = 0; i < rows; i++) {
      double[] gamma = products.gammas(i);
      RowKernel.Row entries =
          new RowKernel.Row(variances[row + i], column, columnVariances, gamma, columns);
      kernel.fill(entries, nngp, ntk, i * columns);
      int self = row + i - column;
      if (self >= 0 && self < columns) {
        setDiagonal(variances[row + i], i * columns + self);
      }
    }
  }

  private void setDiagonal(double variance, int at) {
    DiagonalKernel.Value value = plan.diagonal().at(variance);
    if (nngp.length > 0) {
      nngp[at] = value.nngp();
    }
    if (ntk.length > 0) {
      ntk[at] = value.ntk();
    }
  }
}
