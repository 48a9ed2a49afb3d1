// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.eidograph.cli.run.RunDirectory;
import org.eidograph.finetune.FineTunePlan;
import org.eidograph.train.TrainResult;
import org.jspecify.annotations.Nullable;

/**
 * What the summaries of all training runs have in common.
 *
 * @param report the page with the curves
 * @param epochs passes over the training data
 * @param outcome {@code completed}, {@code early_stopped} and the like
 */
record RunTotals(
    String report,
    long steps,
    double epochs,
    long trainableParameters,
    double tokensPerSecond,
    double seconds,
    String outcome) {
  static RunTotals of(RunDirectory directory, FineTunePlan plan, TrainResult training) {
    return new RunTotals(
        directory.report().toString(),
        training.steps(),
        training.epochs(),
        plan.trainableParameters(),
        training.tokensPerSecond(),
        training.seconds(),
        training.outcome().name().toLowerCase(Locale.ROOT));
  }

  /** As lines of text, in the order in which they are shown. */
  Map<String, String> rows() {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("report", report);
    rows.put("steps", String.valueOf(steps));
    rows.put("trained parameters", String.valueOf(trainableParameters));
    rows.put("tokens per second", String.format(Locale.ROOT, "%.0f", tokensPerSecond));
    rows.put("seconds", String.format(Locale.ROOT, "%.1f", seconds));
    return rows;
  }

  /** A loss or a share of the held-out data, as text. */
  static String measured(@Nullable Double value) {
    return value == null ? "no evaluation data" : String.format(Locale.ROOT, "%.4f", value);
  }
}
