// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.study;

/** How much a study runs; the claims and their ranges are the same. */
public enum StudySize {
  /** Fewer sizes and seeds: at most half a minute on two cores. */
  FAST,
  /** The whole study: at most three minutes on two cores. */
  FULL;

  /** The seeds of a study: two, or three. */
  long[] seeds() {
    return this == FAST ? new long[] {0, 1} : new long[] {0, 1, 2};
  }
}
