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
import org.eidograph.pretrain.PretrainResult;
import org.eidograph.train.TrainResult;
import org.jspecify.annotations.Nullable;

/** What a training of a whole model prints. */
record WholeModelSummary(
    @Nullable Double evalLossBefore,
    @Nullable Double evalLossAfter,
    String modelDir,
    String report,
    long steps,
    double epochs,
    long parameters,
    double tokensPerSecond,
    double seconds,
    String outcome,
    List<FineTuneResult.Sample> samples) {
  static WholeModelSummary of(Path directory, FineTunePlan plan, PretrainResult result) {
    TrainResult training = result.training();
    return new WholeModelSummary(
        FineTuneSummary.loss(training.before()),
        FineTuneSummary.loss(training.after()),
        result.modelDirectory().toString(),
        directory.resolve("report.html").toString(),
        training.steps(),
        training.epochs(),
        plan.trainableParameters(),
        training.tokensPerSecond(),
        training.seconds(),
        training.outcome().name().toLowerCase(Locale.ROOT),
        result.samples());
  }

  List<Block> blocks() {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("held-out loss before", FineTuneSummary.number(evalLossBefore));
    rows.put("held-out loss after", FineTuneSummary.number(evalLossAfter));
    rows.put("model", modelDir);
    rows.put("report", report);
    rows.put("steps", String.valueOf(steps));
    rows.put("parameters", String.valueOf(parameters));
    rows.put("tokens per second", String.format(Locale.ROOT, "%.0f", tokensPerSecond));
    rows.put("seconds", String.format(Locale.ROOT, "%.1f", seconds));
    return List.of(new Block.Facts(rows));
  }
}
