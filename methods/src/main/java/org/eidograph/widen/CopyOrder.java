// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen;

/** Where the copies of a unit lie; both orders compute and train the same. */
public enum CopyOrder {
  /** The whole axis is repeated, {@code [a b] → [a b a b]}. */
  TILE,
  /**
   * Copies lie side by side, {@code [a b] → [a a b b]}, as contiguous shards of a tensor want them;
   * of attention the key and value heads with the queries they serve.
   */
  INTERLEAVE
}
