// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.eidograph.base.Table;
import org.eidograph.cli.report.ModelCard;
import org.eidograph.cli.run.ContentHash;
import org.eidograph.finetune.FineTuneRequest;
import org.eidograph.finetune.FineTuneResult;
import org.eidograph.train.Evaluator;
import org.jspecify.annotations.Nullable;

/** The model card of a fine-tuning run. */
final class RunCard {
  private RunCard() {}

  static ModelCard of(RunReport report) {
    FineTuneRequest request = report.request();
    Path source = request.data().paths().get(0);
    return new ModelCard(
        request.model().name() + " adapter",
        "A LoRA adapter made with eido.",
        new ModelCard.Adapter(request.model().name(), "text-generation", "adapter"),
        new ModelCard.Data(
            List.of(new ModelCard.File(source.getFileName().toString(), ContentHash.of(source))),
            report.data().train().examples() + " rows"),
        report.planFacts(),
        results(report.result()),
        report.repeat());
  }

  private static Table results(FineTuneResult result) {
    return new Table(
        "Held-out loss",
        List.of("before", "after"),
        List.of(List.of(loss(result.training().before()), loss(result.training().after()))));
  }

  private static String loss(Evaluator.@Nullable Result result) {
    return result == null ? "–" : String.format(Locale.ROOT, "%.4f", result.loss());
  }
}
