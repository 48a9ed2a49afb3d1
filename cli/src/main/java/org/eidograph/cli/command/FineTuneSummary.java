// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.cli.console.Block;
import org.eidograph.cli.run.RunDirectory;
import org.eidograph.finetune.FineTunePlan;
import org.eidograph.finetune.FineTuneResult;
import org.eidograph.train.Evaluator;
import org.jspecify.annotations.Nullable;

/** What a fine-tuning run prints. */
record FineTuneSummary(
    @Nullable Double evalLossBefore,
    @Nullable Double evalLossAfter,
    String adapterDir,
    @JsonUnwrapped RunTotals totals,
    List<FineTuneResult.Sample> samples) {
  static FineTuneSummary of(RunDirectory directory, FineTunePlan plan, FineTuneResult result) {
    return new FineTuneSummary(
        loss(result.training().before()),
        loss(result.training().after()),
        result.adapterDirectory().toString(),
        RunTotals.of(directory, plan, result.training()),
        result.samples());
  }

  static @Nullable Double loss(Evaluator.@Nullable Result result) {
    return result == null ? null : result.loss();
  }

  List<Block> blocks() {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("held-out loss before", RunTotals.measured(evalLossBefore));
    rows.put("held-out loss after", RunTotals.measured(evalLossAfter));
    rows.put("adapter", adapterDir);
    rows.putAll(totals.rows());
    return List.of(new Block.Facts(rows));
  }
}
