// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.eidograph.cli.console.Block;
import org.eidograph.finetune.ClassificationResult;
import org.eidograph.finetune.FineTunePlan;
import org.eidograph.train.ClassificationEvaluator;
import org.eidograph.train.TrainResult;
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
    String report,
    long steps,
    double epochs,
    long trainableParameters,
    double tokensPerSecond,
    double seconds,
    String outcome) {
  static ClassificationSummary of(Path directory, FineTunePlan plan, ClassificationResult result) {
    TrainResult training = result.training();
    return new ClassificationSummary(
        of(result.before(), r -> r.confusion().accuracy()),
        of(result.after(), r -> r.confusion().accuracy()),
        of(result.after(), r -> r.confusion().macroF1()),
        of(result.before(), ClassificationEvaluator.Result::loss),
        of(result.after(), ClassificationEvaluator.Result::loss),
        result.labels().size(),
        result.adapterDirectory().toString(),
        directory.resolve("report.html").toString(),
        training.steps(),
        training.epochs(),
        plan.trainableParameters(),
        training.tokensPerSecond(),
        training.seconds(),
        training.outcome().name().toLowerCase(Locale.ROOT));
  }

  private static @Nullable Double of(
      ClassificationEvaluator.@Nullable Result result,
      ToDoubleFunction<ClassificationEvaluator.Result> measure) {
    return result == null ? null : (Double) measure.applyAsDouble(result);
  }

  List<Block> blocks() {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("accuracy before", number(accuracyBefore));
    rows.put("accuracy after", number(accuracyAfter));
    rows.put("macro-F1 after", number(macroF1After));
    rows.put("held-out loss after", number(evalLossAfter));
    rows.put("classes", String.valueOf(classes));
    rows.put("adapter", adapterDir);
    rows.put("report", report);
    rows.put("steps", String.valueOf(steps));
    rows.put("trained parameters", String.valueOf(trainableParameters));
    rows.put("tokens per second", String.format(Locale.ROOT, "%.0f", tokensPerSecond));
    rows.put("seconds", String.format(Locale.ROOT, "%.1f", seconds));
    return List.of(new Block.Facts(rows));
  }

  private static String number(@Nullable Double value) {
    return value == null ? "no evaluation data" : String.format(Locale.ROOT, "%.4f", value);
  }
}
