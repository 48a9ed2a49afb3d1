// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import java.util.List;
import org.eidograph.lora.LearningRateGroups;
import org.eidograph.lora.LearningRates;
import org.eidograph.lora.LoraModel;
import org.eidograph.theory.lora.LoraLearningRate;
import org.eidograph.theory.lora.LoraPlus;
import org.eidograph.train.TrainSettings;
import org.eidograph.train.data.BatchPlan;
import org.eidograph.train.data.DataPosition;
import org.eidograph.train.data.ExampleSet;
import org.jspecify.annotations.Nullable;

/** Turns a request into numbers: learning rates, steps, batches and schedule. */
final class Planner {
  private final FineTuneRequest request;
  private final LoraModel lora;
  private final Subject subject;

  Planner(FineTuneRequest request, LoraModel lora, Subject subject) {
    this.request = request;
    this.lora = lora;
    this.subject = subject;
  }

  /**
   * What the numbers depend on besides the request.
   *
   * @param train what is learned
   * @param maxLength most tokens of a sequence
   * @param head rate of a classifier's head; null without one
   * @param last decisions that only this task takes
   */
  record Subject(
      ExampleSet train, int maxLength, @Nullable Double head, List<FineTunePlan.Line> last) {}

  private double learningRate() {
    Double given = request.rates().learningRate();
    return given == null ? LoraLearningRate.suggest(lora.learningRateSetting()) : given;
  }

  LearningRateGroups rates() {
    LoraPlus pair = LoraPlus.keepingProduct(learningRate(), request.rates().loraPlusRatio());
    return LearningRateGroups.of(
        lora,
        LearningRates.of(pair, request.rates().embedding()),
        request.rates().weightDecay(),
        subject.head());
  }

  TrainSettings settings() {
    return settings(request, subject);
  }

  /** The loop of a request, whatever its adapters. */
  static TrainSettings settings(FineTuneRequest request, Subject subject) {
    return Course.of(request).settings(subject.train(), subject.maxLength());
  }

  FineTunePlan plan(Advice advice) {
    TrainSettings settings = settings();
    LearningRateGroups groups = rates();
    MemoryEstimate memory = MemoryEstimate.of(lora.base(), settings.engine(), subject.maxLength());
    int firstTokens =
        new BatchPlan(subject.train(), settings.batches()).batch(DataPosition.START).tokens();
    return new FineTunePlan(
        new PlanLines(request, lora, settings, learningRate(), advice).all(subject.last()),
        groups.describe(),
        lora.trainable().stream().mapToLong(p -> p.value().numel()).sum(),
        firstTokens,
        settings.steps(),
        memory,
        lora.warnings());
  }
}
