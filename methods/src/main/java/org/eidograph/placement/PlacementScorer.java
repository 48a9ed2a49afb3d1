// Licensed under the Apache License, Version 2.0.
package org.eidograph.placement;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.eidograph.base.BadInputException;
import org.eidograph.model.CausalLm;
import org.eidograph.model.ModulePath;
import org.eidograph.model.Pass;
import org.eidograph.model.Sequences;
import org.eidograph.model.nn.Linear;
import org.eidograph.model.nn.Segment;
import org.eidograph.torch.DType;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.eidograph.train.engine.Workers;

/**
 * Scores every linear module of the blocks on task samples in one forward pass without gradients
 * (PLoP, arXiv 2506.20629; see {@link FeatureNorms} for the score).
 *
 * <p>{@code W·z} is the module's output without its bias, so nothing is multiplied twice and
 * nothing is sampled. The output projection is not run. Memory holds the model, the activations of
 * one block for one batch per worker, and nothing that grows with the number of samples.
 */
public final class PlacementScorer {
  private final CausalLm model;
  private final ScoringOptions options;
  private final List<ScoredRows> rows = new ArrayList<>();
  private final Map<ModulePath, List<Integer>> places = new HashMap<>();
  private final double[] sums;
  private final double[] weights;
  private long tokens;

  private PlacementScorer(CausalLm model, ScoringOptions options) {
    this.model = model;
    this.options = options;
    for (Segment segment : model.segments()) {
      segment.linears().forEach(this::register);
    }
    this.sums = new double[rows.size()];
    this.weights = new double[rows.size()];
  }

  private void register(Linear linear) {
    if (linear.delta() != null) {
      throw new IllegalStateException(
          "scores are those of the base model, but %s carries an adapter; detach it first"
              .formatted(linear.path().path()));
    }
    for (ScoredRows part : ScoredRows.of(linear)) {
      places.computeIfAbsent(linear.path(), path -> new ArrayList<>()).add(rows.size());
      rows.add(part);
    }
  }

  /**
   * Scores a model. The result does not depend on the number of workers.
   *
   * @param model without adapters; not changed
   * @param samples token ids as they will be trained on, read once and not further than needed
   * @param workers run the batches, each on a thread of its own
   * @throws BadInputException if there is no token to score, an id is outside the vocabulary, or a
   *     score is not finite
   */
  public static PlacementScores score(
      CausalLm model, Iterable<int[]> samples, ScoringOptions options, Workers workers) {
    return new PlacementScorer(model, options).score(samples.iterator(), workers);
  }

  private PlacementScores score(Iterator<int[]> samples, Workers workers) {
    int longest = Math.min(options.maxLength(), model.config().maxPositions());
    SampleBatches batches =
        new SampleBatches(samples, options, longest, model.config().vocabularySize());
    while (batches.hasNext()) {
      List<Callable<GainTap>> group = new ArrayList<>();
      while (group.size() < workers.count() && batches.hasNext()) {
        List<int[]> batch = batches.next();
        group.add(() -> run(batch));
      }
      workers.run(group).forEach(this::add);
    }
    if (batches.samples() == 0) {
      throw new BadInputException("placement needs at least one sample with a token; got none");
    }
    return new PlacementScores(
        scores(false),
        scores(true),
        batches.samples(),
        tokens,
        batches.sha256(),
        Fingerprint.of(model));
  }

  private GainTap run(List<int[]> batch) {
    GainTap tap = new GainTap(places, rows);
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.on()) {
      Pass pass = Pass.inference(Sequences.of(batch), model.device()).watchedBy(tap);
      Tensor x = Tensors.empty(DType.FLOAT32, model.device(), 0).keep();
      for (Segment segment : model.segments()) {
        Tensor next = forward(segment, x, pass);
        x.close();
        x = next;
      }
      x.close();
    }
    return tap;
  }

  /** One segment's temporaries die here, so that a batch needs no more than its widest block. */
  private static Tensor forward(Segment segment, Tensor x, Pass pass) {
    try (Scope scope = Scope.open()) {
      return segment.forward(x, pass).keep();
    }
  }

  private void add(GainTap tap) {
    tokens += tap.count(0);
    for (int i = 0; i < sums.length; i++) {
      if (tap.count(i) > 0) {
        double weight = options.averaging().weight(tap.count(i));
        sums[i] += weight * tap.sum(i) / tap.count(i);
        weights[i] += weight;
      }
    }
  }

  private List<ModuleScore> scores(boolean blocks) {
    List<ModuleScore> scores = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      // an expert that no token chose has no score
      if (rows.get(i).block() == blocks && weights[i] > 0) {
        ModuleScore score = rows.get(i).score(sums[i] / weights[i]);
        requireFinite(score);
        scores.add(score);
      }
    }
    return scores;
  }

  private static void requireFinite(ModuleScore score) {
    if (!Double.isFinite(score.score())) {
      throw new BadInputException(
          "scores must be finite, but %s has %s (gain %s, baseline %s); check the weights, or load them as fp32"
              .formatted(score.module().path(), score.score(), score.gain(), score.baseline()));
    }
  }
}
