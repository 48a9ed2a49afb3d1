// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.sweep;

import org.jspecify.annotations.Nullable;

/**
 * What came out of a cell; one line of the log.
 *
 * @param key of the cell
 * @param cell what was trained
 * @param loss at the end; null if training diverged, which counts as an infinite loss
 * @param seconds it took
 */
public record CellResult(String key, Cell cell, @Nullable Double loss, double seconds) {
  /** A result; a loss that is no finite number becomes null. */
  static CellResult of(String key, Cell cell, double loss, double seconds) {
    return new CellResult(key, cell, Double.isFinite(loss) ? loss : null, seconds);
  }

  /** The loss, infinite if training diverged. */
  public double lossOrInfinity() {
    return loss == null ? Double.POSITIVE_INFINITY : loss;
  }
}
