// Licensed under the Apache License, Version 2.0.
package org.eidograph.train;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.train.data.BatchPlan;
import org.eidograph.train.data.DataPosition;
import org.eidograph.train.metrics.MetricRow;
import org.eidograph.train.metrics.MetricSink;
import org.jspecify.annotations.Nullable;

/** Turns what happens in a run into metric rows, and sums up what the result reports. */
final class RunLog {
  private final MetricSink metrics;
  private final TrainListener listener;
  private final BatchPlan plan;
  private final long began = System.nanoTime();
  private final List<MetricRow> history = new ArrayList<>();
  private long tokens;
  private double stepSeconds;

  RunLog(MetricSink metrics, TrainListener listener, BatchPlan plan) {
    this.metrics = metrics;
    this.listener = listener;
    this.plan = plan;
  }

  void step(TrainState state, TrainListener.StepReport report, List<Trainee.RateGroup> groups) {
    tokens += report.tokens();
    stepSeconds += report.seconds();
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("loss", report.loss());
    values.put("gradient_norm", report.gradientNorm());
    groups.forEach(
        g -> values.put("learning_rate/" + g.name(), g.learningRate() * report.rateFactor()));
    values.put("tokens_per_second", report.tokens() / report.seconds());
    row(state, values);
    listener.onStep(report);
  }

  void evaluation(TrainState state, Evaluator.Result result) {
    row(state, Map.of("eval_loss", result.loss()));
    listener.onEvaluation(state.step(), result);
  }

  private void row(TrainState state, Map<String, Double> values) {
    MetricRow row = new MetricRow(state.step(), epochs(state.position()), values);
    history.add(row);
    metrics.write(row, Instant.now());
  }

  private double epochs(DataPosition position) {
    return position.epoch() + (double) position.index() / plan.batches(position.epoch());
  }

  TrainResult result(
      TrainState state, TrainResult.Outcome outcome, Evaluator.@Nullable Result after) {
    return new TrainResult(
        state.step(),
        epochs(state.position()),
        outcome,
        state.before(),
        after,
        stepSeconds == 0 ? 0 : tokens / stepSeconds,
        (System.nanoTime() - began) / 1e9,
        history);
  }
}
