// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eidograph.base.CheckFailedException;
import org.eidograph.base.Figure;
import org.eidograph.base.InterruptedRunException;
import org.eidograph.base.Table;
import org.eidograph.lora.AdapterOrigin;
import org.eidograph.lora.LoraInit;
import org.eidograph.lora.LoraModel;
import org.eidograph.lora.LoraSpec;
import org.eidograph.model.SegmentedModel;
import org.eidograph.theory.lora.CarriedRate;
import org.eidograph.theory.lora.LoraLearningRate;
import org.eidograph.theory.lora.RateTransfer;
import org.eidograph.train.Evaluator;
import org.eidograph.train.TrainListener;
import org.eidograph.train.TrainSettings.Pace;
import org.eidograph.train.Trainer;
import org.eidograph.train.data.ExampleSet;
import org.eidograph.train.engine.Workers;
import org.eidograph.train.metrics.CompositeSink;
import org.jspecify.annotations.Nullable;

/**
 * Finds a run's learning rate: short trainings at a small rank find the constant, the scaling rule
 * carries it to the run's rank ({@link RateTransfer}).
 *
 * <p>A trial trains fresh adapters with the run's data, order, batch, schedule and seed, fewer
 * steps, and is judged by its loss on examples held out, or on training examples where nothing is
 * held out. The base model is as it was afterwards.
 */
final class RateSearch {
  /** Between neighbouring rates: losses are flat within it, as all papers on the matter show. */
  private static final double FACTOR = 2;

  private final FineTuneRequest request;
  private final Trainable ground;
  private final SearchSettings settings;
  private final TrainListener listener;

  /**
   * A search.
   *
   * @param request the run to come; its own rate is not looked at
   * @param ground model and examples of the run
   * @param listener told of the steps of every trial, and asked whether to stop
   */
  RateSearch(
      FineTuneRequest request, Trainable ground, SearchSettings settings, TrainListener listener) {
    this.request = request;
    this.ground = ground;
    this.settings = settings;
    this.listener = listener;
  }

  /**
   * What a trial trains.
   *
   * @param model without adapters
   * @param train examples to learn from
   * @param eval examples held out, maybe none
   * @param subject what a plan says of them
   */
  record Trainable(
      SegmentedModel model, ExampleSet train, ExampleSet eval, Planner.Subject subject) {}

  /**
   * What was found.
   *
   * @param rank of the trials
   * @param steps of each trial
   * @param trials rates and losses
   * @param carried the best rate, brought to the run's rank
   * @param seconds all trials together
   */
  record Found(
      int rank, int steps, RateBracket.Outcome trials, CarriedRate carried, double seconds) {
    /** The search in one sentence. */
    String reason() {
      return String.format(
          Locale.ROOT,
          "best of %d trials of %d steps at rank %d, %.0f s in all%s; carried to this rank: %s",
          trials.trials().size(),
          steps,
          rank,
          seconds,
          trials.closed() ? "" : ", the best at the edge of what was tried",
          carried.formula());
    }

    /** Rates and losses. */
    Table table() {
      List<List<String>> rows = new ArrayList<>();
      for (RateBracket.Trial trial : trials.trials()) {
        String mark = trial.equals(trials.best()) ? "best" : "";
        rows.add(List.of(number(trial.learningRate()), number(trial.loss()), mark));
      }
      return new Table(
          "Learning rates tried, %d steps at rank %d".formatted(steps, rank),
          List.of("learning rate", "loss", ""),
          rows);
    }

    /** The same, drawn; diverged trials are left out. */
    Figure figure() {
      List<RateBracket.Trial> finite =
          trials.trials().stream().filter(trial -> Double.isFinite(trial.loss())).toList();
      double[] rates = finite.stream().mapToDouble(RateBracket.Trial::learningRate).toArray();
      double[] losses = finite.stream().mapToDouble(RateBracket.Trial::loss).toArray();
      return new Figure(
          "rate-search",
          "Learning rates tried",
          "Loss on held-out examples after %d steps at rank %d.".formatted(steps, rank),
          Figure.Axis.log("learning rate"),
          Figure.Axis.linear("loss"),
          List.of(new Figure.Series("trials", Figure.Kind.LINE, rates, losses)));
    }

    private static String number(double value) {
      return String.format(Locale.ROOT, "%.4g", value);
    }
  }

  /** Searches; null if the run is too short for trials. */
  @Nullable Found run() {
    long began = System.nanoTime();
    int rank = Math.min(settings.rank(), request.lora().rank());
    int steps = settings.stepsBefore(runSteps());
    if (steps == 0) {
      return null;
    }
    FineTuneRequest trial =
        request
            .withLora(repeatable(request.lora()).with(spec -> spec.rank(rank)))
            .withTraining(shortened(request.training(), steps));
    LoraLearningRate.Setting asked = setting(repeatable(request.lora())); // a mistake shows here
    LoraLearningRate.Setting tried =
        new LoraLearningRate.Setting(
            asked.start(), request.lora().scale().multiplier(rank), rank, asked.fanIn());
    RateBracket.Outcome outcome =
        RateBracket.search(
            LoraLearningRate.suggest(tried),
            FACTOR,
            settings.mostTrials(),
            rate -> loss(trial, rate));
    CarriedRate carried = RateTransfer.carry(outcome.best().learningRate(), tried, asked);
    return new Found(rank, steps, outcome, carried, (System.nanoTime() - began) / 1e9);
  }

  /**
   * Adapters that can be put on one model again and again: a quantised base stays quantised, and a
   * start from data sees them once, so trials go without.
   */
  private static LoraSpec repeatable(LoraSpec spec) {
    boolean once = spec.init() == LoraInit.EVA || spec.init() == LoraInit.LOFTQ;
    return spec.with(b -> b.nf4(false).init(once ? LoraInit.A_KAIMING : spec.init()));
  }

  private long runSteps() {
    return Planner.settings(request, ground.subject()).steps();
  }

  private static FineTuneRequest.Training shortened(FineTuneRequest.Training full, int steps) {
    return new FineTuneRequest.Training(
        steps,
        0,
        full.batchSize(),
        full.accumulation(),
        full.packing(),
        full.clipNorm(),
        full.engine(),
        Pace.PLAIN,
        full.seed());
  }

  private LoraLearningRate.Setting setting(LoraSpec spec) {
    LoraModel lora = LoraModel.attach(ground.model(), spec);
    try {
      return lora.learningRateSetting();
    } finally {
      lora.detach();
    }
  }

  private double loss(FineTuneRequest trial, double rate) {
    LoraModel lora = LoraModel.attach(ground.model(), trial.lora());
    try {
      Planner planner =
          new Planner(trial.withRates(trial.rates().at(rate)), lora, ground.subject());
      LoraTrainee trainee =
          new LoraTrainee(lora, planner.rates(), AdapterOrigin.of(request.model().name()));
      // fresh adapters change nothing, so only the end is judged
      Trainer.Data unjudged = new Trainer.Data(ground.train(), ground.eval().first(0));
      try (Trainer trainer =
              new Trainer(
                  trainee,
                  planner.settings(),
                  unjudged,
                  new Trainer.Watch(new CompositeSink(List.of()), listener),
                  null);
          Workers workers = new Workers(trial.training().engine().workers())) {
        trainer.fit();
        return Evaluator.evaluate(ground.model(), judges(), workers).loss();
      }
    } catch (CheckFailedException diverged) {
      return Double.POSITIVE_INFINITY;
    } catch (InterruptedRunException stopped) {
      throw new InterruptedRunException(
          "stopped while learning rates were tried, before the run itself; start again", stopped);
    } finally {
      lora.detach();
    }
  }

  private ExampleSet judges() {
    ExampleSet held = ground.eval().isEmpty() ? ground.train() : ground.eval();
    return held.spread(settings.judgedOn());
  }
}
