// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import org.eidograph.base.UsageException;
import org.eidograph.finetune.ClassificationRequest;
import org.eidograph.finetune.FineTuneRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Option group: what the model is to do. */
final class TaskChoice {
  /** The tasks. */
  enum Task {
    LANGUAGE,
    CLASSIFICATION
  }

  @Option(
      names = "--task",
      defaultValue = "language",
      paramLabel = "TASK",
      description =
          "${COMPLETION-CANDIDATES}: go on writing, or name the class of a text with an encoder;"
              + " rows then have a text and a label (default: ${DEFAULT-VALUE})")
  private Task task = Task.LANGUAGE;

  @Option(
      names = "--head-learning-rate",
      paramLabel = "LR",
      description =
          "of a classifier's head, whatever the adapters' is (default: "
              + ClassificationRequest.DEFAULT_HEAD_RATE
              + ")")
  private @Nullable Double headLearningRate;

  boolean classifies() {
    if (task == Task.LANGUAGE && headLearningRate != null) {
      throw new UsageException(
          "--head-learning-rate is for a classifier's head; give --task classification with it");
    }
    return task == Task.CLASSIFICATION;
  }

  ClassificationRequest request(FineTuneRequest run) {
    ClassificationRequest request = ClassificationRequest.of(run);
    return headLearningRate == null
        ? request
        : new ClassificationRequest(run, headLearningRate, request.labels());
  }
}
