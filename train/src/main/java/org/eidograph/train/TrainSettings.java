// Licensed under the Apache License, Version 2.0.
package org.eidograph.train;

import org.eidograph.base.UsageException;
import org.eidograph.torch.Schedule;
import org.eidograph.train.data.BatchOptions;
import org.eidograph.train.engine.EngineSettings;

/**
 * How to train.
 *
 * @param steps optimizer steps, at least 1
 * @param batches sequences per step, packing, order
 * @param schedule of all learning rates
 * @param clipNorm largest global gradient norm; infinity for none
 * @param engine threads and memory
 * @param pace when to evaluate, save and stop
 * @param seed of dropout
 */
public record TrainSettings(
    long steps,
    BatchOptions batches,
    Schedule schedule,
    double clipNorm,
    EngineSettings engine,
    Pace pace,
    long seed) {
  public TrainSettings {
    if (steps < 1) {
      throw new UsageException("steps must be at least 1, got " + steps);
    }
    if (!(clipNorm > 0)) {
      throw new UsageException(
          "the clip norm must be positive (infinity for none), got " + clipNorm);
    }
  }

  /**
   * When things happen, in steps; 0 means never.
   *
   * @param evaluateEvery evaluations during training, beside the first and the last
   * @param saveEvery checkpoints, beside the one at an interruption
   * @param saveLimit how many checkpoints to keep, at least 1; the best is always kept
   * @param patience evaluations without a better loss before stopping
   * @param keepBest whether the result is the best evaluated state rather than the last
   */
  public record Pace(
      int evaluateEvery, int saveEvery, int saveLimit, int patience, boolean keepBest) {
    /** Evaluates before and after only, saves nothing. */
    public static final Pace PLAIN = new Pace(0, 0, 1, 0, false);

    public Pace {
      if (evaluateEvery < 0 || saveEvery < 0 || patience < 0 || saveLimit < 1) {
        throw new UsageException(
            "evaluation, saving and patience must not be negative and the save limit at least 1, got %d, %d, %d and %d"
                .formatted(evaluateEvery, saveEvery, patience, saveLimit));
      }
      if ((patience > 0 || keepBest) && evaluateEvery == 0) {
        throw new UsageException(
            "early stopping and keeping the best need evaluations during training; set --eval-every");
      }
    }
  }
}
