// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.util.Objects;
import org.eidograph.cli.run.RunDirectory;
import org.eidograph.finetune.FineTune;
import org.eidograph.finetune.FineTunePlan;
import org.eidograph.pretrain.Pretrain;
import org.eidograph.pretrain.PretrainRequest;
import org.eidograph.pretrain.PretrainResult;
import org.jspecify.annotations.Nullable;

/** Training a whole model. */
final class PretrainJob implements TrainingJob<WholeModelSummary> {
  private final PretrainRequest request;
  private final Pretrain job;
  private final FineTunePlan plan;
  private @Nullable PretrainResult result;

  PretrainJob(PretrainRequest request) {
    this.request = request;
    this.job = Pretrain.prepare(request);
    this.plan = job.plan();
  }

  @Override
  public FineTunePlan plan() {
    return plan;
  }

  @Override
  public void train(Path output, FineTune.Watch watch) {
    result = job.run(output, watch);
  }

  @Override
  public WholeModelSummary report(RunDirectory directory, String repeat) {
    PretrainResult done = Objects.requireNonNull(result);
    new WholeModelReport(subject(), plan, done, job.data().report(), repeat).write(directory);
    return WholeModelSummary.of(directory.path(), plan, done);
  }

  private WholeModelReport.Subject subject() {
    PretrainRequest.Start start = request.start();
    return new WholeModelReport.Subject(
        "Training " + start.name(),
        String.valueOf(Path.of(start.name()).getFileName()),
        start.fresh()
            ? "A language model trained from scratch with eido; the rule of each tensor lies beside it in transfer_plan.json."
            : "A language model whose training was continued with eido; the rule of each tensor lies beside it in transfer_plan.json.",
        start.fresh() ? null : start.name(),
        request.data().paths(),
        start.device(),
        start.computeType(),
        request.course().training().engine());
  }

  @Override
  public void close() {
    job.close();
  }
}
