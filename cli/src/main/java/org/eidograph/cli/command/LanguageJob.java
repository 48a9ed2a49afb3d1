// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.util.Objects;
import org.eidograph.cli.run.RunDirectory;
import org.eidograph.finetune.FineTune;
import org.eidograph.finetune.FineTunePlan;
import org.eidograph.finetune.FineTuneRequest;
import org.eidograph.finetune.FineTuneResult;
import org.jspecify.annotations.Nullable;

/** Fine-tuning a language model. */
final class LanguageJob implements TrainingJob<FineTuneSummary> {
  private final FineTuneRequest request;
  private final FineTune job;
  private final FineTunePlan plan;
  private @Nullable FineTuneResult result;

  LanguageJob(FineTuneRequest request) {
    this.request = request;
    this.job = FineTune.prepare(request);
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
  public FineTuneSummary report(RunDirectory directory, String repeat) {
    FineTuneResult done = Objects.requireNonNull(result);
    new RunReport(request, plan, done, job.data().report(), repeat).write(directory);
    return FineTuneSummary.of(directory.path(), plan, done);
  }

  @Override
  public void close() {
    job.close();
  }
}
