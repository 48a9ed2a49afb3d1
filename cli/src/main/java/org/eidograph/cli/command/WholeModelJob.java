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
import org.eidograph.pretrain.Pretrain;
import org.eidograph.pretrain.PretrainRequest;
import org.eidograph.pretrain.PretrainResult;
import org.eidograph.pretrain.WholeRun;
import org.jspecify.annotations.Nullable;

/** Training a whole model. */
final class WholeModelJob implements TrainingJob<WholeModelSummary> {
  private final WholeRun run;
  private final WholeModelReport.Subject subject;
  private final FineTunePlan plan;
  private @Nullable PretrainResult result;

  private WholeModelJob(WholeRun run, WholeModelReport.Subject subject) {
    this.run = run;
    this.subject = subject;
    this.plan = run.plan();
  }

  /** From scratch, or further from a checkpoint. */
  static WholeModelJob of(PretrainRequest request) {
    PretrainRequest.Start start = request.start();
    return new WholeModelJob(
        Pretrain.prepare(request),
        new WholeModelReport.Subject(
            "Training " + start.name(),
            String.valueOf(Path.of(start.name()).getFileName()),
            start.fresh()
                ? "A language model trained from scratch with eido; the rule of each tensor lies beside it in transfer_plan.json."
                : "A language model whose training was continued with eido; the rule of each tensor lies beside it in transfer_plan.json.",
            start.fresh() ? null : start.name(),
            request.data().paths(),
            start.device(),
            start.computeType(),
            request.course().training().engine()));
  }

  /** Every weight of a checkpoint, as fine-tuning. */
  static WholeModelJob of(FullFineTuneRequest request) {
    FineTuneRequest.Base base = request.run().model();
    return new WholeModelJob(
        FullFineTune.prepare(request),
        new WholeModelReport.Subject(
            "Fine-tuning " + base.name(),
            Path.of(base.name()).getFileName() + " fine-tuned",
            "A language model of which every weight was fine-tuned with eido.",
            base.name(),
            request.run().data().paths(),
            base.device(),
            base.type(),
            request.run().training().engine()));
  }

  @Override
  public FineTunePlan plan() {
    return plan;
  }

  @Override
  public void train(Path output, FineTune.Watch watch) {
    result = run.run(output, watch);
  }

  @Override
  public WholeModelSummary report(RunDirectory directory, String repeat) {
    PretrainResult done = Objects.requireNonNull(result);
    new WholeModelReport(subject, plan, done, run.data().report(), repeat).write(directory);
    return WholeModelSummary.of(directory, plan, done);
  }

  @Override
  public void close() {
    run.close();
  }
}
