// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

/**
 * Where training stands in the data; a run that goes on from here sees the same batches as one that
 * never stopped.
 *
 * @param epoch completed passes, from 0
 * @param index batches of this epoch already taken
 */
public record DataPosition(int epoch, int index) {
  /** The very beginning. */
  public static final DataPosition START = new DataPosition(0, 0);

  public DataPosition {
    if (epoch < 0 || index < 0) {
      throw new IllegalArgumentException(
          "a data position must not be negative, but is epoch %d, index %d"
              .formatted(epoch, index));
    }
  }
}
