// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.eidograph.model.Pass;
import org.eidograph.model.SegmentedModel;
import org.eidograph.model.Sequences;
import org.eidograph.model.nn.Segment;
import org.eidograph.model.tape.Gradients;
import org.eidograph.model.tape.RecomputingTape;
import org.eidograph.model.tape.SelectedRowsTape;
import org.eidograph.model.tape.Tape;
import org.eidograph.torch.DType;
import org.eidograph.torch.LinearCrossEntropy;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.eidograph.train.data.StepBatch;

/**
 * Forward, loss and backward of a few sequences: frozen segments run without a tape, trained ones
 * with one each, and the tapes are used up from the top.
 */
final class MicroBatch {
  private final SegmentedModel model;
  private final Gradients gradients;
  private final boolean recompute;
  private final PrefixCache cache;
  private final int lowestTrained;

  MicroBatch(
      SegmentedModel model,
      Gradients gradients,
      boolean recompute,
      PrefixCache cache,
      int lowestTrained) {
    this.model = model;
    this.gradients = gradients;
    this.recompute = recompute;
    this.cache = cache;
    this.lowestTrained = lowestTrained;
  }

  /** The first segment that training changes; the number of segments if there is none. */
  static int lowestTrained(SegmentedModel model) {
    List<Segment> segments = model.segments();
    for (int i = 0; i < segments.size(); i++) {
      if (segments.get(i).trains()) {
        return i;
      }
    }
    return segments.size();
  }

  /**
   * Adds the gradients of {@code scale · Σ loss}.
   *
   * @return Σ loss over the labelled positions
   */
  double run(StepBatch batch, double scale, RandomSource dropout) {
    List<Tape> tapes = new ArrayList<>();
    try (Scope scope = Scope.open()) {
      Sequences sequences = new Sequences(batch.ids(), batch.starts(), 0);
      Pass pass = Pass.training(sequences, model.device(), dropout);
      Tensor x = taped(prefix(batch, pass), pass, batch.labelled(), tapes);
      Tensor d = Tensors.empty(DType.FLOAT32, model.device(), x.shape());
      HeadProjection head = new HeadProjection(model, gradients);
      int[] labels = IntStream.of(batch.labelled()).map(row -> batch.labels()[row]).toArray();
      double loss = LinearCrossEntropy.lossAndGradient(x, labels, head, scale, d);
      backward(tapes, d);
      return loss;
    } finally {
      tapes.forEach(Tape::close);
    }
  }

  /** Runs the frozen segments alone, for the cache. */
  void fillCache(StepBatch batch) {
    for (int s = 0; s < batch.sequences(); s++) {
      try (Scope scope = Scope.open()) {
        cachedRow(batch, s);
      }
    }
  }

  private Tensor prefix(StepBatch batch, Pass pass) {
    if (!cache.enabled() || lowestTrained == 0) {
      return frozen(pass);
    }
    List<Tensor> rows = new ArrayList<>();
    for (int s = 0; s < batch.sequences(); s++) {
      rows.add(cachedRow(batch, s));
    }
    return Tensors.cat(rows, 0);
  }

  /** One sequence alone, so that its numbers do not depend on what shared its first batch. */
  private Tensor cachedRow(StepBatch batch, int sequence) {
    int example = batch.examples()[sequence];
    Tensor known = cache.get(example);
    if (known != null) {
      return known;
    }
    int[] ids =
        java.util.Arrays.copyOfRange(
            batch.ids(), batch.starts()[sequence], batch.starts()[sequence + 1]);
    Tensor output = frozen(Pass.inference(Sequences.of(ids), model.device()));
    cache.put(example, output);
    return output;
  }

  private Tensor frozen(Pass pass) {
    Tensor x = Tensors.empty(DType.FLOAT32, model.device(), 0);
    try (NoGrad noGrad = NoGrad.on()) {
      for (Segment segment : model.segments().subList(0, lowestTrained)) {
        x = segment.forward(x, pass);
      }
    }
    return x;
  }

  /** Runs the trained segments, from the last block on for the labelled rows alone. */
  private Tensor taped(Tensor prefix, Pass pass, int[] labelled, List<Tape> tapes) {
    boolean all = labelled.length == pass.sequences().tokens();
    int narrowing = all ? Integer.MAX_VALUE : lastThatMixesRows();
    Tensor x = narrowing < lowestTrained ? rows(prefix, labelled) : prefix;
    for (int i = lowestTrained; i < model.segments().size(); i++) {
      Segment segment = model.segments().get(i);
      Tape tape =
          i == narrowing ? recordRows(segment, labelled, x, pass) : record(segment, x, pass);
      tapes.add(tape);
      x = tape.output();
    }
    return x;
  }

  private int lastThatMixesRows() {
    int last = model.segments().size() - 1;
    while (last > 0 && model.segments().get(last).rowwise()) {
      last--;
    }
    return last;
  }

  private static Tensor rows(Tensor x, int[] rows) {
    return x.indexSelect(0, Tensors.ofInts(rows, x.device()));
  }

  private Tape record(Segment segment, Tensor x, Pass pass) {
    return again(segment) ? RecomputingTape.record(segment, x, pass) : segment.record(x, pass);
  }

  private Tape recordRows(Segment segment, int[] rows, Tensor x, Pass pass) {
    return again(segment)
        ? new SelectedRowsTape(RecomputingTape.record(segment, x, pass), rows)
        : segment.recordRows(rows, x, pass);
  }

  private boolean again(Segment segment) {
    return recompute && !segment.linears().isEmpty();
  }

  private void backward(List<Tape> tapes, Tensor fromLoss) {
    Tensor d = fromLoss;
    while (tapes.size() > 1) {
      Tape tape = tapes.remove(tapes.size() - 1);
      try (tape;
          Scope scope = Scope.open()) {
        Tensor next = tape.backward(d, gradients).keep();
        if (d != fromLoss) {
          d.close();
        }
        d = next;
      }
    }
    if (!tapes.isEmpty()) {
      try (Tape lowest = tapes.remove(0)) {
        lowest.backwardToParameters(d, gradients);
      }
    }
    if (d != fromLoss) {
      d.close();
    }
  }
}
