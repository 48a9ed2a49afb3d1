// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.coordinates;

import java.util.Arrays;
import java.util.List;
import org.eidograph.base.UsageException;

/**
 * A coordinate check.
 *
 * @param series networks of growing size
 * @param rules that are put to the test
 * @param sizes at least four, ascending, the last at least eight times the first
 * @param steps of training, at least 1
 * @param seeds networks of each size, at least 1
 * @param firstSeed the others follow it
 */
public record CoordinateRequest(
    NetworkSeries series,
    WatchedRules rules,
    List<Integer> sizes,
    int steps,
    int seeds,
    long firstSeed) {
  private static final int FEWEST = 4;
  private static final int SPAN = 8;

  public CoordinateRequest {
    sizes = List.copyOf(sizes);
    requireSpan(series.axis().label(), sizes);
    requirePositive("steps", steps);
    requirePositive("seeds", seeds);
    if (rules.zeroReadout() && series.tiedHead()) {
      throw new UsageException(
          "only a head of its own can start at zero, but this one is tied to the embedding; leave --zero-readout out, or set tie_word_embeddings to false");
    }
  }

  /** Smallest size, at which the settings are as given. */
  public int smallest() {
    return sizes.get(0);
  }

  /** All sizes as the statistics take them. */
  long[] widths() {
    return sizes.stream().mapToLong(Integer::longValue).toArray();
  }

  private static void requireSpan(String axis, List<Integer> sizes) {
    boolean ascending = sizes.size() >= FEWEST && sizes.get(0) >= 1;
    for (int i = 1; i < sizes.size(); i++) {
      ascending &= sizes.get(i) > sizes.get(i - 1);
    }
    if (!ascending || sizes.get(sizes.size() - 1) < (long) SPAN * sizes.get(0)) {
      throw new UsageException(
          "a coordinate check needs at least %d ascending %ss, the last at least %d times the first, got %s; %s would do"
              .formatted(FEWEST, axis, SPAN, sizes, Arrays.toString(example(sizes))));
    }
  }

  private static int[] example(List<Integer> sizes) {
    int first = sizes.isEmpty() ? 1 : Math.max(1, Math.min(sizes.get(0), 1 << 20));
    return new int[] {first, 2 * first, 4 * first, 8 * first};
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new UsageException("%s must be at least 1, got %d".formatted(name, value));
    }
  }
}
