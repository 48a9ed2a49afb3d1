// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.names;

/** Where in a transformer a tensor stands. */
public enum TensorPlace {
  /** Before the blocks: tables and their normalisation. */
  INPUT,
  /** Inside a residual block. */
  BLOCK,
  /** The last matrix of a residual branch, or its bias. */
  BRANCH_END,
  /** The normalisation in front of the head. */
  FINAL_NORM,
  /** The head, a pooler or a transform in front of it. */
  HEAD;

  /** Whether depth rules apply: it is inside a residual block. */
  public boolean inBlock() {
    return this == BLOCK || this == BRANCH_END;
  }
}
