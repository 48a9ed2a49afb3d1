// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.eidograph.model.Parameter;
import org.eidograph.model.SegmentedModel;
import org.eidograph.model.SequenceClassifier;
import org.eidograph.model.nn.LinearGroup;
import org.eidograph.model.nn.Segment;
import org.eidograph.model.tape.Gradients;
import org.eidograph.torch.RandomSource;
import org.eidograph.train.data.StepBatch;

/**
 * Loss and gradients of whole batches.
 *
 * <p>A batch is split into whole sequences over worker threads; each works through its share in
 * micro-batches with kernels of one thread. The loss is divided by the batch's number of labels
 * before the split, so the gradients are those of one big batch, whatever the split.
 */
public final class GradientEngine implements AutoCloseable {
  /**
   * Rows of a classifier's micro-batch. oneDNN compiles a kernel for every number of rows it meets;
   * texts of all lengths would meet hundreds, and in bfloat16 a fifth of the time would go there.
   */
  private static final int ROW_MULTIPLE = 32;

  private final SegmentedModel model;
  private final EngineSettings settings;
  private final Workers workers;
  private final PrefixCache cache;
  private final List<Gradients> perWorker = new ArrayList<>();
  private final int lowestTrained;
  private final boolean roundsRows;

  /** An engine for a model whose trainable parameters are marked. */
  public GradientEngine(SegmentedModel model, List<Parameter> trainable, EngineSettings settings) {
    this.model = model;
    this.settings = settings;
    this.workers = new Workers(settings.workers());
    this.cache = new PrefixCache(settings.prefixCacheBytes());
    this.lowestTrained = MicroBatch.lowestTrained(model);
    this.roundsRows =
        model instanceof SequenceClassifier
            && model.maxTokens() >= ROW_MULTIPLE
            && !cache.enabled();
    // before any worker reads weights that become views
    List<LinearGroup> frozen = matrixGroups(model).stream().filter(LinearGroup::frozen).toList();
    frozen.forEach(LinearGroup::fold);
    frozen.forEach(LinearGroup::unfold);
    frozen.forEach(LinearGroup::matrix);
    for (int i = 0; i < settings.workers(); i++) {
      perWorker.add(new Gradients(trainable, model.device()));
    }
  }

  /**
   * The groups of linear modules whose weights this engine multiplies as one matrix, for a model
   * whose trainable parameters are marked.
   */
  public static List<LinearGroup> matrixGroups(SegmentedModel model) {
    List<LinearGroup> groups = new ArrayList<>(blockGroups(model));
    if (model.headGroup().frozen()) {
      groups.add(model.headGroup());
    }
    return groups;
  }

  private static List<LinearGroup> blockGroups(SegmentedModel model) {
    List<Segment> segments = model.segments();
    return segments.subList(MicroBatch.lowestTrained(model), segments.size()).stream()
        .filter(segment -> segment.groups().stream().allMatch(g -> g.frozen() || g.trained()))
        .flatMap(segment -> segment.groups().stream())
        .toList();
  }

  /** The threads, for work between steps. */
  public Workers workers() {
    return workers;
  }

  /** The gradients of the last {@link #run}; they change with the next. */
  public Gradients gradients() {
    return perWorker.get(0);
  }

  /**
   * Computes the mean loss over labels and its gradients.
   *
   * @param seed determines dropout, together with the worker and its micro-batch
   */
  public double run(StepBatch batch, long seed) {
    perWorker.forEach(Gradients::clear);
    double scale = 1.0 / batch.labelCount();
    List<StepBatch> shares = batch.split(settings.workers());
    List<Callable<Double>> tasks = new ArrayList<>();
    for (int w = 0; w < shares.size(); w++) {
      Share share = new Share(shares.get(w), w, seed);
      tasks.add(() -> work(share, scale));
    }
    double loss = folded(tasks).stream().mapToDouble(Double::doubleValue).sum();
    if (shares.size() > 1) {
      workers.runAlone(() -> sum(shares.size()));
    }
    return loss * scale;
  }

  private Gradients sum(int shares) {
    for (int w = 1; w < shares; w++) {
      gradients().flat().addInPlace(perWorker.get(w).flat());
    }
    return gradients();
  }

  /** Runs tasks while what changes between batches stands in the matrices. */
  private List<Double> folded(List<Callable<Double>> tasks) {
    List<LinearGroup> groups = blockGroups(model).stream().filter(LinearGroup::folds).toList();
    try {
      workers.run(groups.stream().map(GradientEngine::fold).toList());
      return workers.run(tasks);
    } finally {
      groups.forEach(LinearGroup::unfold);
    }
  }

  private static Callable<Boolean> fold(LinearGroup group) {
    return () -> {
      group.fold();
      return true;
    };
  }

  /** Computes and keeps what the frozen layers give for a batch, as the first epoch would. */
  public void fillPrefixCache(StepBatch batch) {
    List<Callable<Boolean>> tasks = new ArrayList<>();
    for (StepBatch share : batch.split(settings.workers())) {
      tasks.add(
          () -> {
            new MicroBatch(model, gradients(), false, cache, lowestTrained).fillCache(share);
            return true;
          });
    }
    workers.run(tasks);
  }

  private record Share(StepBatch batch, int worker, long seed) {}

  private double work(Share share, double scale) {
    MicroBatch micro =
        new MicroBatch(
            model, perWorker.get(share.worker), settings.recompute(), cache, lowestTrained);
    double loss = 0;
    try (RandomSource dropout = RandomSource.of(share.seed, "dropout-" + share.worker)) {
      for (StepBatch part : microBatches(share.batch)) {
        loss += micro.run(part, scale, dropout);
      }
    }
    perWorker.get(share.worker).settle();
    return loss;
  }

  private List<StepBatch> microBatches(StepBatch share) {
    int parts = (share.tokens() + settings.microTokens() - 1) / settings.microTokens();
    List<StepBatch> split = share.split(Math.max(1, parts));
    return roundsRows ? split.stream().map(part -> part.paddedTo(ROW_MULTIPLE)).toList() : split;
  }

  @Override
  public void close() {
    workers.close();
    cache.close();
    matrixGroups(model).forEach(LinearGroup::release);
    perWorker.forEach(Gradients::close);
  }
}
