// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.generate;

/** A model that remembers what it was fed, for generating one text. */
@FunctionalInterface
public interface NextLogits {
  /**
   * Feeds tokens.
   *
   * @param newIds tokens not fed before, at least one
   * @return the logits of the token after the last of them, length V
   */
  float[] next(int[] newIds);

  /** How many tokens it can be fed in all. */
  default int capacity() {
    return Integer.MAX_VALUE;
  }
}
