// Licensed under the Apache License, Version 2.0.
package org.eidograph.study;

/**
 * How much a study runs and on which random numbers. What it claims, and how exactly, does not
 * depend on it.
 *
 * @param size how many sizes and seeds
 * @param firstSeed the seeds are this one and those that follow
 */
public record StudyPlan(Size size, long firstSeed) {
  /** How many sizes and seeds. */
  public enum Size {
    /** Fewer of both: at most half a minute for a paper on two cores. */
    FAST,
    /** The whole study: at most three minutes for a paper on two cores. */
    FULL
  }

  /** Whether it is the small one. */
  public boolean fast() {
    return size == Size.FAST;
  }
}
