// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import org.eidograph.base.UsageException;

/**
 * How learning rates are tried before a run.
 *
 * @param rank of the adapters that are tried, at least 1; the run's own rank if that is smaller
 * @param steps of each trial, at least 2
 * @param judgedOn examples held out that judge a trial, at least 1
 * @param mostTrials at least 3
 */
public record SearchSettings(int rank, int steps, int judgedOn, int mostTrials) {
  /** Rank 8, 40 steps, 64 examples, at most 7 trials. */
  public static final SearchSettings DEFAULT = new SearchSettings(8, 40, 64, 7);

  public SearchSettings {
    if (rank < 1 || steps < 2 || judgedOn < 1 || mostTrials < 3) {
      throw new UsageException(
          "a search needs a rank of at least 1, 2 steps, 1 example and 3 trials, got %d, %d, %d and %d"
              .formatted(rank, steps, judgedOn, mostTrials));
    }
  }
}
