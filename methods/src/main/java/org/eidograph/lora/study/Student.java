// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.study;

import org.eidograph.theory.lora.LoraScale;
import org.eidograph.theory.lora.RandomFactor;

/** What is trained on a task. */
public sealed interface Student {
  /**
   * A low-rank adapter beside the frozen weight.
   *
   * @param start which factor starts random: A with variance 1/n, or B with 1/r
   * @param rank r
   * @param scale s
   */
  record Adapter(RandomFactor start, int rank, double scale) implements Student {
    /** With a multiplier that follows from the rank. */
    public static Adapter of(RandomFactor start, int rank, LoraScale scale) {
      return new Adapter(start, rank, scale.multiplier(rank));
    }
  }

  /** The weight itself. */
  record Whole() implements Student {}
}
