// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.util.Objects;
import org.eidograph.cli.run.RunDirectory;
import org.eidograph.finetune.Classification;
import org.eidograph.finetune.ClassificationRequest;
import org.eidograph.finetune.ClassificationResult;
import org.eidograph.finetune.FineTune;
import org.eidograph.finetune.FineTunePlan;
import org.jspecify.annotations.Nullable;

/** Teaching an encoder to classify. */
final class ClassificationJob implements TrainingJob<ClassificationSummary> {
  private final ClassificationRequest request;
  private final Classification job;
  private final FineTunePlan plan;
  private @Nullable ClassificationResult result;

  ClassificationJob(ClassificationRequest request) {
    this.request = request;
    this.job = Classification.prepare(request);
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
  public ClassificationSummary report(RunDirectory directory, String repeat) {
    ClassificationResult done = Objects.requireNonNull(result);
    new ClassificationReport(request.run(), plan, done, job.data(), repeat).write(directory);
    return ClassificationSummary.of(directory.path(), plan, done);
  }

  @Override
  public void close() {
    job.close();
  }
}
