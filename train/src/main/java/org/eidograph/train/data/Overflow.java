// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

/** What happens to a row with more tokens than the maximal length. */
public enum Overflow {
  /** Keeps the beginning (the default). */
  RIGHT,
  /** Keeps the end, and the token that opens a document. */
  LEFT,
  /** Leaves the row out. */
  DROP,
  /** Cuts the row into several examples. */
  SPLIT
}
