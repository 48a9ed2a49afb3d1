// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.util.Objects;
import org.eidograph.cli.console.Console;
import org.eidograph.cli.run.RunDirectory;
import org.eidograph.finetune.AutoChoices;
import org.eidograph.finetune.Classification;
import org.eidograph.finetune.ClassificationRequest;
import org.eidograph.finetune.ClassificationResult;
import org.eidograph.finetune.FineTune;
import org.eidograph.finetune.FineTunePlan;
import org.jspecify.annotations.Nullable;

/** Teaching an encoder to classify. */
final class ClassificationJob implements TrainingJob<ClassificationSummary> {
  private final Classification job;
  private final FineTunePlan plan;
  private @Nullable ClassificationResult result;

  private ClassificationJob(Classification job) {
    this.job = job;
    this.plan = job.plan();
  }

  /**
   * Loads and checks everything, and computes what is open.
   *
   * @param earlier directory of the run that is resumed, which takes what was computed when it
   *     began; null for a new run
   */
  static ClassificationJob prepare(
      ClassificationRequest request, AutoChoices open, @Nullable Path earlier, Console console) {
    if (earlier != null && !open.equals(AutoChoices.NONE)) {
      return new ClassificationJob(Classification.prepare(request, AdviceFile.read(earlier)));
    }
    return new ClassificationJob(
        Preparation.watched(
            open, console, trials -> Classification.prepare(request, open, trials)));
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
  public ClassificationSummary report(RunDirectory directory, String repeat) {
    ClassificationResult done = Objects.requireNonNull(result);
    new ClassificationReport(job.request().run(), plan, job.advice(), done, job.data(), repeat)
        .write(directory);
    return ClassificationSummary.of(directory, plan, done);
  }

  @Override
  public void close() {
    job.close();
  }
}
