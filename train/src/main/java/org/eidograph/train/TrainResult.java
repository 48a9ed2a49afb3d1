// Licensed under the Apache License, Version 2.0.
package org.eidograph.train;

import java.util.List;
import org.eidograph.train.metrics.MetricRow;
import org.jspecify.annotations.Nullable;

/**
 * What a run gave.
 *
 * @param steps done, those before a resume included
 * @param epochs passes over the data, as a fraction
 * @param outcome why it ended
 * @param before evaluation before the first step; null without evaluation data
 * @param after evaluation of the result; null without evaluation data
 * @param tokensPerSecond input tokens over the time of the steps of this session
 * @param seconds of the whole session
 * @param history what was logged, step by step, in this session
 */
public record TrainResult(
    long steps,
    double epochs,
    Outcome outcome,
    Evaluator.@Nullable Result before,
    Evaluator.@Nullable Result after,
    double tokensPerSecond,
    double seconds,
    List<MetricRow> history) {
  public TrainResult {
    history = List.copyOf(history);
  }

  /** Why a run ended. */
  public enum Outcome {
    COMPLETED,
    EARLY_STOPPED
  }
}
