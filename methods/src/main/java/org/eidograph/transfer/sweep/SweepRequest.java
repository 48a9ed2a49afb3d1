// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.sweep;

import java.util.List;
import org.eidograph.base.UsageException;

/**
 * What is swept: every arm at every width, rate and seed.
 *
 * @param widths at least three, ascending
 * @param log2Rates logarithms of the rates to base 2, at least three, ascending; the same grid for
 *     all widths
 * @param seeds at least one, all different; an interval of an optimum needs two
 * @param arms at least one
 * @param extension points that may be added at each end of an arm's grid while the best rate of
 *     some width lies there; at least 0
 */
public record SweepRequest(
    List<Integer> widths, List<Double> log2Rates, List<Long> seeds, List<Arm> arms, int extension) {
  private static final int FEWEST = 3;

  /** Beyond it a step is 0 or overflows float32. */
  private static final int LARGEST = 100;

  public SweepRequest {
    widths = List.copyOf(widths);
    log2Rates = List.copyOf(log2Rates);
    seeds = List.copyOf(seeds);
    arms = List.copyOf(arms);
    if (widths.size() < FEWEST || !ascends(widths) || widths.get(0) < 1) {
      throw new UsageException(
          "a sweep needs at least three widths in ascending order, got %s; three are the fewest that a drift can be told from"
              .formatted(widths));
    }
    if (log2Rates.size() < FEWEST || !ascends(log2Rates)) {
      throw new UsageException(
          "a sweep needs at least three learning rates in ascending order, got the powers %s of 2; the best one must have a neighbour on both sides"
              .formatted(log2Rates));
    }
    if (log2Rates.stream().anyMatch(rate -> !(Math.abs(rate) <= LARGEST))) {
      throw new UsageException(
          "learning rates lie between 2^-%d and 2^%d, got the powers %s of 2"
              .formatted(LARGEST, LARGEST, log2Rates));
    }
    if (seeds.isEmpty() || seeds.stream().distinct().count() < seeds.size()) {
      throw new UsageException("a sweep needs at least one seed, each once, got " + seeds);
    }
    if (arms.isEmpty() || arms.stream().distinct().count() < arms.size()) {
      throw new UsageException("a sweep compares at least one arm, each once, got " + arms);
    }
    if (extension < 0) {
      throw new UsageException(
          "a grid is extended by at least 0 points, got %d; 0 leaves it as it is"
              .formatted(extension));
    }
  }

  private static <T extends Comparable<T>> boolean ascends(List<T> values) {
    for (int i = 1; i < values.size(); i++) {
      if (values.get(i).compareTo(values.get(i - 1)) <= 0) {
        return false;
      }
    }
    return true;
  }
}
