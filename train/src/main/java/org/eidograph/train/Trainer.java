// Licensed under the Apache License, Version 2.0.
package org.eidograph.train;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eidograph.base.CheckFailedException;
import org.eidograph.base.InterruptedRunException;
import org.eidograph.base.UsageException;
import org.eidograph.model.Parameter;
import org.eidograph.torch.GradientClip;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Optimizer;
import org.eidograph.torch.ParameterGroup;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.train.data.BatchPlan;
import org.eidograph.train.data.ExampleSet;
import org.eidograph.train.data.StepBatch;
import org.eidograph.train.engine.GradientEngine;
import org.eidograph.train.metrics.MetricSink;
import org.jspecify.annotations.Nullable;

/**
 * Trains: batch, gradients, clip, Optimizer, and between steps evaluation, checkpoints and
 * stopping.
 *
 * <p>With the same seed, machine and number of workers a run gives the same numbers, and one that
 * was stopped at any step and resumed gives the same bytes as an unbroken one: a step depends only
 * on the parameters, the optimizer's state, the step's number and the batch at its position.
 */
public final class Trainer implements AutoCloseable {
  private final Trainee trainee;
  private final TrainSettings settings;
  private final BatchPlan plan;
  private final ExampleSet evaluation;
  private final MetricSink metrics;
  private final TrainListener listener;
  private final GradientEngine engine;
  private final Optimizer optimizer;
  private final @Nullable Checkpoints checkpoints;

  /**
   * Prepares a run.
   *
   * @param data to train on, and to evaluate on (may be empty)
   * @param place where checkpoints go and what a resume must agree on; null for no checkpoints
   */
  public Trainer(
      Trainee trainee, TrainSettings settings, Data data, Watch watch, @Nullable Place place) {
    this.trainee = trainee;
    this.settings = settings;
    this.plan = new BatchPlan(data.train(), settings.batches());
    this.evaluation = data.evaluation();
    this.metrics = watch.metrics();
    this.listener = watch.listener();
    this.checkpoints = place == null ? null : new Checkpoints(place.directory(), place.identity());
    List<Parameter> trainable =
        trainee.groups().stream().flatMap(g -> g.parameters().stream()).toList();
    this.engine = new GradientEngine(trainee.model(), trainable, settings.engine());
    this.optimizer = new Optimizer(optimizerGroups(trainee));
  }

  /** What to learn from and what to judge by. */
  public record Data(ExampleSet train, ExampleSet evaluation) {}

  /** Who is told. */
  public record Watch(MetricSink metrics, TrainListener listener) {}

  /** Where a run keeps its checkpoints, and what identifies it. */
  public record Place(Path directory, Map<String, String> identity) {}

  private static List<ParameterGroup> optimizerGroups(Trainee trainee) {
    return trainee.groups().stream()
        .map(
            group -> {
              Map<String, Tensor> tensors = new LinkedHashMap<>();
              group.parameters().forEach(p -> tensors.put(p.name(), p.value()));
              return new ParameterGroup(
                  group.name(), tensors, group.learningRate(), group.weightDecay(), group.rule());
            })
        .toList();
  }

  /** Trains from the beginning. */
  public TrainResult fit() {
    Evaluator.Result before = evaluate();
    return run(TrainState.start(before));
  }

  /**
   * Continues from the newest checkpoint.
   *
   * @throws UsageException if there is none, or it belongs to another run
   */
  public TrainResult resume() {
    Optional<Path> latest = checkpoints == null ? Optional.empty() : checkpoints.latest();
    if (checkpoints == null || latest.isEmpty()) {
      throw new UsageException(
          "there is no checkpoint to resume from; start without --resume, with --save-every N");
    }
    return run(checkpoints.restore(latest.get(), trainee, optimizer));
  }

  /** The step of the newest checkpoint in a run's directory, or 0. */
  public static long newestCheckpointStep(Path directory) {
    return new CheckpointFolders(directory).latest().map(CheckpointFolders::stepOf).orElse(0L);
  }

  private TrainResult run(TrainState from) {
    RunLog log = new RunLog(metrics, listener, plan);
    Evaluator.Result before = from.before();
    if (from.step() == 0 && before != null) {
      log.evaluation(from, before);
    }
    TrainState state = from;
    TrainResult.Outcome outcome = TrainResult.Outcome.COMPLETED;
    while (state.step() < settings.steps()) {
      state = step(state, log);
      boolean last = state.step() == settings.steps();
      if (!last && due(settings.pace().evaluateEvery(), state.step())) {
        state = evaluated(state, log);
      }
      if (patienceIsOver(state)) {
        outcome = TrainResult.Outcome.EARLY_STOPPED;
        break;
      }
      saveIfDue(state, last);
      stopIfAsked(state, last);
    }
    return finish(state, outcome, log);
  }

  private static boolean due(int every, long step) {
    return every > 0 && step % every == 0;
  }

  private TrainState step(TrainState state, RunLog log) {
    long began = System.nanoTime();
    StepBatch batch = plan.batch(state.position());
    try (Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      double loss = engine.run(batch, RandomSource.derive(settings.seed(), "step-" + state.step()));
      double factor = settings.schedule().factor(state.step(), settings.steps());
      double norm = engine.workers().runAlone(() -> update(state.step(), loss, factor));
      TrainState next = state.advancedTo(plan.next(state.position()));
      double seconds = (System.nanoTime() - began) / 1e9;
      log.step(
          next,
          new TrainListener.StepReport(
              next.step(), settings.steps(), loss, norm, factor, batch.tokens(), seconds),
          trainee.groups());
      return next;
    }
  }

  /** Changes the parameters, unless training has diverged; gives the norm before clipping. */
  private double update(long step, double loss, double factor) {
    double norm = clip();
    requireFinite(step, loss, norm);
    optimizer.step(engine.gradients().all(), factor);
    return norm;
  }

  /** The norm before clipping; gradients lie in the order of the groups. */
  private double clip() {
    List<Trainee.RateGroup> groups = trainee.groups();
    if (groups.stream().allMatch(group -> group.clipWeight() == 1)) {
      return GradientClip.byGlobalNorm(List.of(engine.gradients().flat()), settings.clipNorm());
    }
    double[] weights =
        groups.stream()
            .flatMapToDouble(
                group -> group.parameters().stream().mapToDouble(p -> group.clipWeight()))
            .toArray();
    return GradientClip.byWeightedNorm(engine.gradients().all(), weights, settings.clipNorm());
  }

  private static void requireFinite(long step, double loss, double norm) {
    if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
      throw new CheckFailedException(
          "loss and gradients must stay finite, but at step %d the loss is %s and the gradient norm %s; lower --learning-rate or lengthen --warmup, the last checkpoint is kept"
              .formatted(step + 1, loss, norm));
    }
  }

  private TrainState evaluated(TrainState state, RunLog log) {
    Evaluator.Result result = evaluate();
    if (result == null) {
      return state;
    }
    log.evaluation(state, result);
    TrainState judged = state.evaluated(result.loss());
    if (settings.pace().keepBest() && judged.bestStep() == judged.step()) {
      save(judged);
    }
    return judged;
  }

  private boolean patienceIsOver(TrainState state) {
    int patience = settings.pace().patience();
    return patience > 0 && state.evaluationsSinceBest() >= patience;
  }

  private void saveIfDue(TrainState state, boolean last) {
    if (!last && due(settings.pace().saveEvery(), state.step())) {
      save(state);
    }
  }

  private void save(TrainState state) {
    if (checkpoints != null) {
      listener.onCheckpoint(
          checkpoints.write(state, trainee, optimizer, settings.pace().saveLimit()));
    }
  }

  private void stopIfAsked(TrainState state, boolean last) {
    if (last || !listener.stopRequested()) {
      return;
    }
    save(state);
    throw new InterruptedRunException(
        "stopped after step %d of %d; continue with --resume"
            .formatted(state.step(), settings.steps()));
  }

  private TrainResult finish(TrainState state, TrainResult.Outcome outcome, RunLog log) {
    Evaluator.Result after = evaluate();
    Double best = state.bestLoss();
    boolean bestIsEarlier = after != null && best != null && best < after.loss();
    if (settings.pace().keepBest() && checkpoints != null && bestIsEarlier) {
      trainee.restore(checkpoints.of(state.bestStep()));
      after = evaluate();
    }
    if (after != null) {
      log.evaluation(state, after);
    }
    return log.result(state, outcome, after);
  }

  private Evaluator.@Nullable Result evaluate() {
    return evaluation.isEmpty()
        ? null
        : Evaluator.evaluate(trainee.model(), evaluation, engine.workers());
  }

  @Override
  public void close() {
    engine.close();
    optimizer.close();
  }
}
