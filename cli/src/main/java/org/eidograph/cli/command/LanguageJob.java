// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.util.Objects;
import org.eidograph.cli.console.Console;
import org.eidograph.cli.run.RunDirectory;
import org.eidograph.finetune.AutoChoices;
import org.eidograph.finetune.FineTune;
import org.eidograph.finetune.FineTunePlan;
import org.eidograph.finetune.FineTuneRequest;
import org.eidograph.finetune.FineTuneResult;
import org.jspecify.annotations.Nullable;

/** Fine-tuning a language model. */
final class LanguageJob implements TrainingJob<FineTuneSummary> {
  private final FineTune job;
  private final FineTunePlan plan;
  private @Nullable FineTuneResult result;

  private LanguageJob(FineTune job) {
    this.job = job;
    this.plan = job.plan();
  }

  /**
   * Loads and checks everything, and computes what is open.
   *
   * @param earlier directory of the run that is resumed, which takes what was computed when it
   *     began; null for a new run
   */
  static LanguageJob prepare(
      FineTuneRequest request, AutoChoices open, @Nullable Path earlier, Console console) {
    return new LanguageJob(
        earlier != null && !open.equals(AutoChoices.NONE)
            ? FineTune.prepare(request, AdviceFile.read(earlier))
            : Preparation.of(request, open, console));
  }

  @Override
  public FineTunePlan plan() {
    return plan;
  }

  @Override
  public void train(Path output, FineTune.Watch watch) {
    if (!watch.resume()) {
      AdviceFile.write(output, job.advice());
    }
    result = job.run(output, watch);
  }

  @Override
  public FineTuneSummary report(RunDirectory directory, String repeat) {
    FineTuneResult done = Objects.requireNonNull(result);
    RunReport.of(job, plan, done, repeat).write(directory);
    return FineTuneSummary.of(directory, plan, done);
  }

  @Override
  public void close() {
    job.close();
  }
}
