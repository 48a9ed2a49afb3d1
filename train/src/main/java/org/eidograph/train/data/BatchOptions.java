// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import org.eidograph.base.UsageException;

/**
 * How examples are put together.
 *
 * @param batchSize sequences of a batch, or bins of {@code maxLength} tokens when packing
 * @param maxLength tokens of a bin
 * @param packing whether short sequences share a bin
 * @param shuffle whether each epoch has an order of its own
 * @param seed of the order
 */
public record BatchOptions(
    int batchSize, int maxLength, boolean packing, boolean shuffle, long seed) {
  public BatchOptions {
    if (batchSize < 1 || maxLength < 2) {
      throw new UsageException(
          "a batch needs at least 1 sequence and 2 tokens a sequence, but got %d and %d"
              .formatted(batchSize, maxLength));
    }
  }

  /** One sequence after the other, in file order: what evaluation uses. */
  public static BatchOptions inOrder(int batchSize, int maxLength) {
    return new BatchOptions(batchSize, maxLength, false, false, 0);
  }
}
