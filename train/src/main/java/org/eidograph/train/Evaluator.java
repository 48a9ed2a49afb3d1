// Licensed under the Apache License, Version 2.0.
package org.eidograph.train;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.eidograph.model.Pass;
import org.eidograph.model.SegmentedModel;
import org.eidograph.model.Sequences;
import org.eidograph.torch.LinearCrossEntropy;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.train.data.BatchOptions;
import org.eidograph.train.data.BatchPlan;
import org.eidograph.train.data.DataPosition;
import org.eidograph.train.data.ExampleSet;
import org.eidograph.train.data.StepBatch;
import org.eidograph.train.engine.LogitsOnly;
import org.eidograph.train.engine.Workers;

/** The mean negative log-likelihood of a data set's predicted tokens. */
public final class Evaluator {
  /** Sequences evaluated together. */
  private static final int BATCH = 8;

  private Evaluator() {}

  /**
   * A measured loss.
   *
   * @param loss mean negative log-likelihood per predicted token, in nats
   * @param perplexity e to the loss
   * @param tokens number of predicted tokens
   */
  public record Result(double loss, double perplexity, long tokens) {
    static Result of(double sum, long tokens) {
      double mean = sum / tokens;
      return new Result(mean, Math.exp(mean), tokens);
    }
  }

  /** Evaluates all examples, in order. */
  public static Result evaluate(SegmentedModel model, ExampleSet examples, Workers workers) {
    BatchPlan plan = new BatchPlan(examples, BatchOptions.inOrder(BATCH, Integer.MAX_VALUE));
    double sum = 0;
    long tokens = 0;
    for (int i = 0; i < plan.batches(0); i++) {
      StepBatch batch = plan.batch(new DataPosition(0, i));
      List<Callable<Double>> tasks = new ArrayList<>();
      batch.split(workers.count()).forEach(part -> tasks.add(() -> loss(model, part)));
      sum += workers.run(tasks).stream().mapToDouble(Double::doubleValue).sum();
      tokens += batch.labelCount();
    }
    return Result.of(sum, tokens);
  }

  private static double loss(SegmentedModel model, StepBatch batch) {
    try (Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      Sequences sequences = new Sequences(batch.ids(), batch.starts(), 0);
      Tensor hidden = model.hidden(Pass.inference(sequences, model.device()));
      return LinearCrossEntropy.loss(hidden, batch.labels(), new LogitsOnly(model.head()));
    }
  }
}
