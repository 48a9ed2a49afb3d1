// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.eidograph.cli.console.Block;
import org.eidograph.cli.run.RunDirectory;
import org.eidograph.finetune.ClassificationResult;
import org.eidograph.finetune.FineTunePlan;
import org.eidograph.train.ClassificationEvaluator;
import org.jspecify.annotations.Nullable;

/** What a classifier's run prints; accuracy and macro-F1 are of the held-out texts. */
record ClassificationSummary(
    @Nullable Double accuracyBefore,
    @Nullable Double accuracyAfter,
    @Nullable Double macroF1After,
    @Nullable Double evalLossBefore,
    @Nullable Double evalLossAfter,
    int classes,
    String adapterDir,
    @JsonUnwrapped RunTotals totals) {
  static ClassificationSummary of(
      RunDirectory directory, FineTunePlan plan, ClassificationResult result) {
    return new ClassificationSummary(
        of(result.before(), r -> r.confusion().accuracy()),
        of(result.after(), r -> r.confusion().accuracy()),
        of(result.after(), r -> r.confusion().macroF1()),
        of(result.before(), ClassificationEvaluator.Result::loss),
        of(result.after(), ClassificationEvaluator.Result::loss),
        result.labels().size(),
        result.adapterDirectory().toString(),
        RunTotals.of(directory, plan, result.training()));
  }

  private static @Nullable Double of(
      ClassificationEvaluator.@Nullable Result result,
      ToDoubleFunction<ClassificationEvaluator.Result> measure) {
    return result == null ? null : (Double) measure.applyAsDouble(result);
  }

  List<Block> blocks() {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("accuracy before", RunTotals.measured(accuracyBefore));
    rows.put("accuracy after", RunTotals.measured(accuracyAfter));
    rows.put("macro-F1 after", RunTotals.measured(macroF1After));
    rows.put("held-out loss after", RunTotals.measured(evalLossAfter));
    rows.put("classes", String.valueOf(classes));
    rows.put("adapter", adapterDir);
    rows.putAll(totals.rows());
    return List.of(new Block.Facts(rows));
  }
}
