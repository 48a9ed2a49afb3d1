// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen;

import org.eidograph.base.UsageException;

/**
 * By how much the widths of a model grow, and how.
 *
 * @param factor k, at least 2: of the hidden size and of the heads
 * @param feedForwardFactor of the feed-forward size, at least 1; k as a rule
 * @param heads whether heads grow in number or in size
 * @param keepKeyValueHeads whether the number of key and value heads stays
 * @param order where copies lie
 */
public record WidthGrowth(
    int factor,
    int feedForwardFactor,
    HeadGrowth heads,
    boolean keepKeyValueHeads,
    CopyOrder order) {
  public WidthGrowth {
    if (factor < 2) {
      throw new UsageException(
          "a widening factor must be a whole number of at least 2, got %d".formatted(factor));
    }
    if (feedForwardFactor < 1) {
      throw new UsageException(
          "the factor of the feed-forward size must be a whole number of at least 1, got %d"
              .formatted(feedForwardFactor));
    }
  }

  /** Every width by one factor, heads in number, tiled. */
  public static WidthGrowth by(int factor) {
    return new WidthGrowth(factor, factor, HeadGrowth.NUMBER, false, CopyOrder.TILE);
  }

  /** The same with another factor of the feed-forward size. */
  public WidthGrowth withFeedForward(int other) {
    return new WidthGrowth(factor, other, heads, keepKeyValueHeads, order);
  }

  /** The same with heads that grow in another way. */
  public WidthGrowth with(HeadGrowth other) {
    return new WidthGrowth(factor, feedForwardFactor, other, keepKeyValueHeads, order);
  }

  /** The same with copies in another order. */
  public WidthGrowth with(CopyOrder other) {
    return new WidthGrowth(factor, feedForwardFactor, heads, keepKeyValueHeads, other);
  }

  /** The same with the number of key and value heads kept, or not. */
  public WidthGrowth keepingKeyValueHeads(boolean keep) {
    return new WidthGrowth(factor, feedForwardFactor, heads, keep, order);
  }

  /** Whether all weights are divided by powers of two, which rounds none of them. */
  boolean exact() {
    boolean powers = Integer.bitCount(factor) == 1 && Integer.bitCount(feedForwardFactor) == 1;
    return powers && heads == HeadGrowth.NUMBER; // queries of larger heads are divided by a root
  }
}
