// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.util.AbstractList;
import org.jspecify.annotations.Nullable;

/** The value of {@code range(start, stop, step)}. */
final class Range extends AbstractList<@Nullable Object> {
  /** As in Jinja's sandbox. */
  private static final int LONGEST = 100_000;

  private final long start;
  private final long stop;
  private final long step;
  private final int size;

  Range(long start, long stop, long step) {
    if (step == 0) {
      throw new JinjaFailure("range() needs a step other than 0");
    }
    this.start = start;
    this.stop = stop;
    this.step = step;
    double length = Math.ceil(((double) stop - start) / step);
    if (length > LONGEST) {
      throw new JinjaFailure("a range may hold %d numbers, not %.0f".formatted(LONGEST, length));
    }
    this.size = (int) Math.max(0, length);
  }

  @Override
  public Object get(int index) {
    return start + index * step;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public String toString() {
    String ends = "range(%d, %d".formatted(start, stop);
    return step == 1 ? ends + ")" : ends + ", %d)".formatted(step);
  }
}
