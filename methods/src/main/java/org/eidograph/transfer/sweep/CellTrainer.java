// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.sweep;

/** Trains the cells of a sweep. Safe for use by several threads at once. */
public interface CellTrainer extends AutoCloseable {
  /** All that a loss depends on besides the cell: data, architecture, number of steps. */
  String identity();

  /**
   * Trains from the start, on the calling thread alone.
   *
   * @return the loss at the end, infinite or NaN if training diverged
   */
  double loss(Cell cell);

  @Override
  void close();
}
