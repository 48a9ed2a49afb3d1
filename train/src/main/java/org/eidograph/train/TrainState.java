// Licensed under the Apache License, Version 2.0.
package org.eidograph.train;

import org.eidograph.train.data.DataPosition;
import org.jspecify.annotations.Nullable;

/**
 * Where a run stands between two steps.
 *
 * @param step optimizer steps done
 * @param position of the next batch
 * @param bestLoss lowest evaluation loss so far; null before the first
 * @param bestStep step of that evaluation, or −1
 * @param evaluationsSinceBest for early stopping
 * @param before evaluation before the first step; null without evaluation data
 */
record TrainState(
    long step,
    DataPosition position,
    @Nullable Double bestLoss,
    long bestStep,
    int evaluationsSinceBest,
    Evaluator.@Nullable Result before) {
  static TrainState start(Evaluator.@Nullable Result before) {
    return new TrainState(0, DataPosition.START, null, -1, 0, before);
  }

  TrainState advancedTo(DataPosition next) {
    return new TrainState(step + 1, next, bestLoss, bestStep, evaluationsSinceBest, before);
  }

  TrainState evaluated(double loss) {
    boolean better = bestLoss == null || loss < bestLoss;
    return better
        ? new TrainState(step, position, loss, step, 0, before)
        : new TrainState(step, position, bestLoss, bestStep, evaluationsSinceBest + 1, before);
  }
}
