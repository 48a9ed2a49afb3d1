// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import org.eidograph.lora.LearningRateGroups;
import org.eidograph.lora.LearningRates;
import org.eidograph.lora.LoraModel;
import org.eidograph.theory.lora.LoraLearningRate;
import org.eidograph.theory.lora.LoraPlus;
import org.eidograph.torch.Schedule;
import org.eidograph.train.TrainSettings;
import org.eidograph.train.data.BatchOptions;
import org.eidograph.train.data.BatchPlan;
import org.eidograph.train.data.DataPosition;
import org.eidograph.train.data.DataSource;

/** Turns a request into numbers: learning rates, steps, batches and schedule. */
final class Planner {
  private final FineTuneRequest request;
  private final LoraModel lora;
  private final DataSource data;

  Planner(FineTuneRequest request, LoraModel lora, DataSource data) {
    this.request = request;
    this.lora = lora;
    this.data = data;
  }

  private double learningRate() {
    Double given = request.rates().learningRate();
    return given == null ? LoraLearningRate.suggest(lora.learningRateSetting()) : given;
  }

  LearningRateGroups rates() {
    LoraPlus pair = LoraPlus.keepingProduct(learningRate(), request.rates().loraPlusRatio());
    return LearningRateGroups.of(
        lora, LearningRates.of(pair, request.rates().embedding()), request.rates().weightDecay());
  }

  private BatchOptions batches() {
    FineTuneRequest.Training training = request.training();
    return new BatchOptions(
        training.batchSize() * training.accumulation(),
        FineTune.maxLength(request, lora.model()),
        training.packing(),
        true,
        training.seed());
  }

  TrainSettings settings() {
    FineTuneRequest.Training training = request.training();
    BatchOptions batches = batches();
    long steps = training.steps();
    if (training.epochs() > 0) {
      long perEpoch = new BatchPlan(data.train(), batches).batches(0);
      steps = Math.max(1, Math.round(training.epochs() * perEpoch));
    }
    return new TrainSettings(
        steps,
        batches,
        schedule(steps),
        training.clipNorm(),
        training.engine(),
        training.pace(),
        training.seed());
  }

  private Schedule schedule(long steps) {
    FineTuneRequest.Rates rates = request.rates();
    long warmup = Math.round(rates.warmup() * steps);
    return switch (rates.schedule()) {
      case CONSTANT -> new Schedule.Constant(warmup);
      case LINEAR -> new Schedule.Linear(warmup);
      case COSINE -> new Schedule.CosineWithFloor(warmup, rates.floor());
      case WSD ->
          new Schedule.WarmupStableDecay(
              warmup, Math.round(0.2 * steps), Schedule.Decay.COSINE, rates.floor());
    };
  }

  FineTunePlan plan(Advice advice) {
    TrainSettings settings = settings();
    LearningRateGroups groups = rates();
    MemoryEstimate memory =
        MemoryEstimate.of(
            lora.model(), settings.engine(), FineTune.maxLength(request, lora.model()));
    int firstTokens =
        new BatchPlan(data.train(), settings.batches()).batch(DataPosition.START).tokens();
    return new FineTunePlan(
        new PlanLines(request, lora, settings, learningRate(), advice)
            .all(data.report().conversationFormat()),
        groups.describe(),
        lora.trainable().stream().mapToLong(p -> p.value().numel()).sum(),
        firstTokens,
        settings.steps(),
        memory,
        lora.warnings());
  }
}
