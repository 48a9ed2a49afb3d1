// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eidograph.finetune.FineTunePlan.Line;
import org.eidograph.lora.LearningRateGroups;
import org.eidograph.lora.LearningRates;
import org.eidograph.lora.LoraModel;
import org.eidograph.lora.LoraSpec;
import org.eidograph.model.nn.Linear;
import org.eidograph.theory.lora.LoraLearningRate;
import org.eidograph.theory.lora.LoraPlus;
import org.eidograph.torch.Schedule;
import org.eidograph.train.TrainSettings;
import org.eidograph.train.data.BatchOptions;
import org.eidograph.train.data.BatchPlan;
import org.eidograph.train.data.DataPosition;
import org.eidograph.train.data.DataSource;

/** Turns a request into numbers: learning rates, steps, schedule, and the reasons for them. */
final class Planner {
  private final FineTuneRequest request;
  private final LoraModel lora;
  private final DataSource data;
  private final LoraLearningRate.Setting setting;

  Planner(FineTuneRequest request, LoraModel lora, DataSource data) {
    this.request = request;
    this.lora = lora;
    this.data = data;
    LoraSpec spec = request.lora();
    this.setting =
        new LoraLearningRate.Setting(
            spec.init().random(),
            spec.scale().multiplier(spec.rank()),
            spec.rank(),
            LoraLearningRate.medianFanIn(fanIns(lora)));
  }

  private static long[] fanIns(LoraModel lora) {
    long[] adapted =
        lora.model().linears().stream()
            .filter(linear -> linear.delta() != null)
            .mapToLong(Linear::inputs)
            .toArray();
    return adapted.length > 0 ? adapted : new long[] {lora.model().config().hiddenSize()};
  }

  private double learningRate() {
    Double given = request.rates().learningRate();
    return given == null ? LoraLearningRate.suggest(setting) : given;
  }

  LearningRateGroups rates() {
    LoraPlus pair = LoraPlus.keepingProduct(learningRate(), request.rates().loraPlusRatio());
    return LearningRateGroups.of(lora, LearningRates.of(pair, null), request.rates().weightDecay());
  }

  private BatchOptions batches() {
    FineTuneRequest.Training training = request.training();
    return new BatchOptions(
        Math.multiplyExact(training.batchSize(), training.accumulation()),
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

  FineTunePlan plan() {
    TrainSettings settings = settings();
    LearningRateGroups groups = rates();
    MemoryEstimate memory =
        MemoryEstimate.of(
            lora.model(), settings.engine(), FineTune.maxLength(request, lora.model()));
    int firstTokens =
        new BatchPlan(data.train(), settings.batches()).batch(DataPosition.START).tokens();
    return new FineTunePlan(
        lines(settings),
        groups.describe(),
        lora.trainable().stream().mapToLong(p -> p.value().numel()).sum(),
        firstTokens,
        settings.steps(),
        memory,
        lora.warnings());
  }

  private List<Line> lines(TrainSettings settings) {
    LoraSpec spec = request.lora();
    boolean given = request.rates().learningRate() != null;
    List<Line> lines = new ArrayList<>();
    lines.add(
        new Line(
            "adapters",
            lora.adapters().size() + " modules, rank " + spec.rank(),
            "targets " + spec.placement().targets().text(),
            null));
    lines.add(
        new Line(
            "scale",
            number(spec.scale().multiplier(spec.rank())),
            "multiplies B·A; " + spec.scale(),
            null));
    lines.add(
        new Line(
            "learning rate",
            number(learningRate()),
            given ? "given" : LoraLearningRate.explain(setting) + ", untuned",
            given ? null : "Chen, Villar, Hayou 2026, arXiv 2602.06204"));
    lines.add(
        new Line(
            "LoRA+ ratio",
            number(request.rates().loraPlusRatio()),
            "rate of B over rate of A, product kept; 1 is plain LoRA",
            "Hayou, Ghosh, Yu 2024, arXiv 2402.12354"));
    lines.add(
        new Line(
            "schedule",
            request.rates().schedule().name().toLowerCase(Locale.ROOT),
            "warm-up %s, floor %s of the peak, %d steps"
                .formatted(
                    number(request.rates().warmup()),
                    number(request.rates().floor()),
                    settings.steps()),
            null));
    lines.add(
        new Line("conversation format", data.report().conversationFormat(), "of the base", null));
    return lines;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
