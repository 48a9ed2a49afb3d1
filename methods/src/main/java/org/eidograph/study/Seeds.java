// Licensed under the Apache License, Version 2.0.
package org.eidograph.study;

import java.util.stream.LongStream;

/**
 * How many seeds a study uses.
 *
 * @param fast in a small run
 * @param full in a whole one
 */
public record Seeds(int fast, int full) {
  /** Three, or eight. */
  public static final Seeds USUAL = new Seeds(3, 8);

  /** How many a plan asks for. */
  public int count(StudyPlan plan) {
    return plan.size() == StudyPlan.Size.FAST ? fast : full;
  }

  /** The plan's first seed and those that follow. */
  public long[] of(StudyPlan plan) {
    return LongStream.range(plan.firstSeed(), plan.firstSeed() + count(plan)).toArray();
  }
}
