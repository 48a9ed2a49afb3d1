// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

/**
 * A rectangle of a Gram matrix, handed to a consumer as soon as it is done.
 *
 * @param row index of its first row
 * @param rows how many rows
 * @param column index of its first column
 * @param columns how many columns
 * @param nngp NNGP entries row by row, rows·columns of them at the front; reused after the call
 * @param ntk NTK entries likewise
 */
public record GramTile(int row, int rows, int column, int columns, double[] nngp, double[] ntk) {
  /** NNGP of inputs {@code row + i} and {@code column + j}. */
  public double nngp(int i, int j) {
    return nngp[i * columns + j];
  }

  /** NTK of inputs {@code row + i} and {@code column + j}. */
  public double ntk(int i, int j) {
    return ntk[i * columns + j];
  }

  /**
   * Takes tiles. For a symmetric matrix only tiles that touch the lower triangle come, diagonal
   * ones whole. Several threads may call at once, each with its own tile; the arrays are valid
   * until the method returns.
   */
  @FunctionalInterface
  public interface Consumer {
    /** Takes one tile. */
    void accept(GramTile tile);
  }
}
