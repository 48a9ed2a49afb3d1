// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eidograph.cli.console.Block;
import org.eidograph.finetune.FineTunePlan;
import org.eidograph.finetune.FineTuneResult;
import org.eidograph.train.Evaluator;
import org.eidograph.train.TrainResult;
import org.jspecify.annotations.Nullable;

/** What a fine-tuning run prints. */
record FineTuneSummary(
    @Nullable Double evalLossBefore,
    @Nullable Double evalLossAfter,
    String adapterDir,
    String report,
    long steps,
    double epochs,
    long trainableParameters,
    double tokensPerSecond,
    double seconds,
    String outcome,
    List<FineTuneResult.Sample> samples) {
  static FineTuneSummary of(Path directory, FineTunePlan plan, FineTuneResult result) {
    TrainResult training = result.training();
    return new FineTuneSummary(
        loss(training.before()),
        loss(training.after()),
        result.adapterDirectory().toString(),
        directory.resolve("report.html").toString(),
        training.steps(),
        training.epochs(),
        plan.trainableParameters(),
        training.tokensPerSecond(),
        training.seconds(),
        training.outcome().name().toLowerCase(Locale.ROOT),
        result.samples());
  }

  static @Nullable Double loss(Evaluator.@Nullable Result result) {
    return result == null ? null : result.loss();
  }

  List<Block> blocks() {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("held-out loss before", number(evalLossBefore));
    rows.put("held-out loss after", number(evalLossAfter));
    rows.put("adapter", adapterDir);
    rows.put("report", report);
    rows.put("steps", String.valueOf(steps));
    rows.put("trained parameters", String.valueOf(trainableParameters));
    rows.put("tokens per second", String.format(Locale.ROOT, "%.0f", tokensPerSecond));
    rows.put("seconds", String.format(Locale.ROOT, "%.1f", seconds));
    return List.of(new Block.Facts(rows));
  }

  static String number(@Nullable Double loss) {
    return loss == null ? "no evaluation data" : String.format(Locale.ROOT, "%.4f", loss);
  }
}
