// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen;

/** What about a model's attention heads grows with its width. */
public enum HeadGrowth {
  /** Their number: whole heads are copied, and scores stay as they are. */
  NUMBER,
  /**
   * Their size: each is copied inside itself, which makes products of queries and keys k times as
   * large; the queries take the factor that brings scores back. Not for rotary positions, whose
   * frequencies depend on the size of a head.
   */
  SIZE
}
