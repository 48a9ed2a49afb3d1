// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import org.eidograph.base.UsageException;

/**
 * How learning rates are tried before a run.
 *
 * @param rank of the adapters that are tried, at least 1; the run's own rank if that is smaller
 * @param steps of each trial, at least 2; fewer where {@code mostCost} says so
 * @param judgedOn examples held out that judge a trial, at least 1
 * @param mostTrials at least 3
 * @param mostCost most steps of all trials together, as a multiple of the run's; infinite for
 *     trials of the given steps whatever the run's
 */
public record SearchSettings(int rank, int steps, int judgedOn, int mostTrials, double mostCost) {
  /** Rank 8, 40 steps, 64 examples, at most 7 trials, together no longer than the run. */
  public static final SearchSettings DEFAULT = new SearchSettings(8, 40, 64, 7, 1);

  /**
   * Trials shorter than this say more of the warm-up than of the rate, so a run whose trials would
   * be is not searched for.
   */
  static final int FEWEST_STEPS = 10;

  public SearchSettings {
    if (rank < 1 || steps < 2 || judgedOn < 1 || mostTrials < 3 || !(mostCost > 0)) {
      throw new UsageException(
          "a search needs a rank of at least 1, 2 steps, 1 example, 3 trials and a positive cost, got %d, %d, %d, %d and %s"
              .formatted(rank, steps, judgedOn, mostTrials, mostCost));
    }
  }

  /** The same with trials of exactly so many steps, or as many as the run has. */
  public SearchSettings withSteps(int exactly) {
    return new SearchSettings(rank, exactly, judgedOn, mostTrials, Double.POSITIVE_INFINITY);
  }

  /**
   * Steps of each trial before a run.
   *
   * @return 0 if the run is too short for a search within the cost
   */
  int stepsBefore(long runSteps) {
    if (Double.isInfinite(mostCost)) {
      return (int) Math.min(steps, runSteps);
    }
    long within = Math.min(steps, (long) (mostCost * runSteps / mostTrials));
    return within < FEWEST_STEPS ? 0 : (int) within;
  }
}
