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
import org.eidograph.pretrain.PretrainResult;
import org.jspecify.annotations.Nullable;

/** What a training of a whole model prints. */
record WholeModelSummary(
    @Nullable Double evalLossBefore,
    @Nullable Double evalLossAfter,
    String modelDir,
    @JsonUnwrapped RunTotals totals,
    List<FineTuneResult.Sample> samples) {
  static WholeModelSummary of(RunDirectory directory, FineTunePlan plan, PretrainResult result) {
    return new WholeModelSummary(
        FineTuneSummary.loss(result.training().before()),
        FineTuneSummary.loss(result.training().after()),
        result.modelDirectory().toString(),
        RunTotals.of(directory, plan, result.training()),
        result.samples());
  }

  List<Block> blocks() {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("held-out loss before", RunTotals.measured(evalLossBefore));
    rows.put("held-out loss after", RunTotals.measured(evalLossAfter));
    rows.put("model", modelDir);
    rows.putAll(totals.rows());
    return List.of(new Block.Facts(rows));
  }
}
