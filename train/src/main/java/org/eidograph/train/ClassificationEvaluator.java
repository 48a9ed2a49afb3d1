// Licensed under the Apache License, Version 2.0.
package org.eidograph.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.eidograph.model.Pass;
import org.eidograph.model.SequenceClassifier;
import org.eidograph.model.Sequences;
import org.eidograph.torch.DType;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.train.data.BatchOptions;
import org.eidograph.train.data.BatchPlan;
import org.eidograph.train.data.DataPosition;
import org.eidograph.train.data.ExampleSet;
import org.eidograph.train.data.StepBatch;
import org.eidograph.train.engine.Workers;

/** Which class a classifier gives each text of a set, against the class it has. */
public final class ClassificationEvaluator {
  /** Texts classified together. */
  private static final int BATCH = 32;

  private ClassificationEvaluator() {}

  /**
   * A measured classifier.
   *
   * @param loss mean cross-entropy per text, in nats
   */
  public record Result(double loss, ConfusionMatrix confusion) {}

  /** Classifies all examples, in order. */
  public static Result evaluate(SequenceClassifier model, ExampleSet examples, Workers workers) {
    BatchPlan plan = new BatchPlan(examples, BatchOptions.inOrder(BATCH, Integer.MAX_VALUE));
    ConfusionMatrix confusion = new ConfusionMatrix(model.labels().size());
    double loss = 0;
    for (int i = 0; i < plan.batches(0); i++) {
      StepBatch batch = plan.batch(new DataPosition(0, i));
      List<Callable<Classified>> tasks = new ArrayList<>();
      batch.split(workers.count()).forEach(part -> tasks.add(() -> classify(model, part)));
      for (Classified part : workers.run(tasks)) {
        loss += part.loss;
        for (int s = 0; s < part.truth.length; s++) {
          confusion.add(part.truth[s], (int) part.predicted[s]);
        }
      }
    }
    return new Result(loss / confusion.total(), confusion);
  }

  @SuppressWarnings("ArrayRecordComponent") // a value in transit, never compared
  private record Classified(double loss, int[] truth, long[] predicted) {}

  private static Classified classify(SequenceClassifier model, StepBatch batch) {
    int[] truth =
        Arrays.stream(batch.starts(), 0, batch.sequences()).map(i -> batch.labels()[i]).toArray();
    try (Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      Sequences sequences = new Sequences(batch.ids(), batch.starts(), 0);
      Tensor logits = model.logits(Pass.inference(sequences, model.device()));
      double[] surprise = logits.logSoftmax(1).to(DType.FLOAT64).neg().toDoubles(); // (S, C)
      double loss = 0;
      for (int s = 0; s < truth.length; s++) {
        loss += surprise[s * model.labels().size() + truth[s]];
      }
      return new Classified(loss, truth, logits.topK(1).indices().toLongs());
    }
  }
}
