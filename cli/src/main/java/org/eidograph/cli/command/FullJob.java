// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.util.Objects;
import org.eidograph.cli.run.RunDirectory;
import org.eidograph.finetune.FineTune;
import org.eidograph.finetune.FineTunePlan;
import org.eidograph.finetune.FineTuneRequest;
import org.eidograph.pretrain.FullFineTune;
import org.eidograph.pretrain.FullFineTuneRequest;
import org.eidograph.pretrain.PretrainResult;
import org.jspecify.annotations.Nullable;

/** Fine-tuning every weight of a language model. */
final class FullJob implements TrainingJob<WholeModelSummary> {
  private final FineTuneRequest request;
  private final FullFineTune job;
  private final FineTunePlan plan;
  private @Nullable PretrainResult result;

  FullJob(FullFineTuneRequest request) {
    this.request = request.run();
    this.job = FullFineTune.prepare(request);
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
    FineTuneRequest.Base base = request.model();
    return new WholeModelReport.Subject(
        "Fine-tuning " + base.name(),
        Path.of(base.name()).getFileName() + " fine-tuned",
        "A language model of which every weight was fine-tuned with eido.",
        base.name(),
        request.data().paths(),
        base.device(),
        base.type(),
        request.training().engine());
  }

  @Override
  public void close() {
    job.close();
  }
}
