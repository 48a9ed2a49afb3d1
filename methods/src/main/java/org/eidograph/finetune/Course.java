// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import org.eidograph.base.UsageException;
import org.eidograph.finetune.FineTuneRequest.ScheduleKind;
import org.eidograph.finetune.FineTuneRequest.Training;
import org.eidograph.torch.Schedule;
import org.eidograph.train.TrainSettings;
import org.eidograph.train.data.BatchOptions;
import org.eidograph.train.data.BatchPlan;
import org.eidograph.train.data.ExampleSet;

/**
 * How long a run is and how its rates move, before the data are counted.
 *
 * @param warmup share of the steps over which the rate rises
 * @param floor share of the peak that the rate falls to
 */
public record Course(Training training, ScheduleKind schedule, double warmup, double floor) {
  private static final double WSD_DECAY = 0.2; // share of the steps

  /**
   * Checks the shares.
   *
   * @throws UsageException if one lies outside [0, 1]
   */
  public Course {
    if (!(warmup >= 0 && warmup <= 1) || !(floor >= 0 && floor <= 1)) {
      throw new UsageException(
          "warm-up and floor are shares in [0, 1], got %s and %s".formatted(warmup, floor));
    }
  }

  /** The course of a fine-tuning run. */
  public static Course of(FineTuneRequest request) {
    FineTuneRequest.Rates rates = request.rates();
    return new Course(request.training(), rates.schedule(), rates.warmup(), rates.floor());
  }

  /** The loop's settings over some examples. */
  public TrainSettings settings(ExampleSet train, int maxLength) {
    BatchOptions batches =
        new BatchOptions(
            training.batchSize() * training.accumulation(),
            maxLength,
            training.packing(),
            true,
            training.seed());
    long steps = training.steps();
    if (training.epochs() > 0) {
      long perEpoch = new BatchPlan(train, batches).batches(0);
      steps = Math.max(1, Math.round(training.epochs() * perEpoch));
    }
    return new TrainSettings(
        steps,
        batches,
        shape(steps),
        training.clipNorm(),
        training.engine(),
        training.pace(),
        training.seed());
  }

  private Schedule shape(long steps) {
    long rising = Math.round(warmup * steps);
    return switch (schedule) {
      case CONSTANT -> new Schedule.Constant(rising);
      case LINEAR -> new Schedule.Linear(rising);
      case COSINE -> new Schedule.CosineWithFloor(rising, floor);
      case WSD ->
          new Schedule.WarmupStableDecay(
              rising, Math.round(WSD_DECAY * steps), Schedule.Decay.COSINE, floor);
    };
  }
}
