// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Pass;
import org.eidograph.model.SegmentedModel;
import org.eidograph.model.SequenceClassifier;
import org.eidograph.model.Sequences;
import org.eidograph.model.load.NewHead;
import org.eidograph.model.nn.Segment;
import org.eidograph.model.nn.SegmentRun;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/**
 * What a checkpoint computes on a few fixed tokens.
 *
 * @param streams (N, D) behind each segment
 * @param logits (N, V); of an encoder with a classifier (N, C), of one without the last stream
 */
record ModelRun(List<Tensor> streams, Tensor logits) implements AutoCloseable {
  private static final int TOKENS = 24;

  /**
   * Runs it segment by segment.
   *
   * @param type in which to compute; weights stay mapped as they are stored
   * @param stored type of the weights
   * @param classifies whether an encoder has a head of its own
   */
  static ModelRun of(
      Path directory, DType type, DType stored, boolean encoder, boolean classifies) {
    try (SegmentedModel model = load(directory, stored, encoder, classifies);
        Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      int[] ids = new SplittableRandom(0).ints(TOKENS, 0, model.vocabularySize()).toArray();
      int length = Math.min(TOKENS, model.maxTokens());
      Pass pass = Pass.inference(Sequences.of(Arrays.copyOf(ids, length)), Device.CPU);
      List<Segment> segments = model.segments();
      int count = encoder && !classifies ? segments.size() - 1 : segments.size();
      List<Tensor> streams = new ArrayList<>();
      Tensor x = Tensors.empty(type, Device.CPU, 0);
      for (Segment segment : segments.subList(0, count)) {
        Tensor input = x;
        x = SegmentRun.in(type, segment.parameters(), () -> segment.forward(input, pass));
        streams.add(x.keep());
      }
      Tensor last = x;
      Tensor logits =
          encoder && !classifies
              ? last
              : SegmentRun.in(
                  type, model.head().parameters(), () -> model.head().forward(last, pass));
      return new ModelRun(streams, logits.keep());
    }
  }

  private static SegmentedModel load(
      Path directory, DType type, boolean encoder, boolean classifies) {
    if (!encoder) {
      return CausalLm.load(directory, type, Device.CPU);
    }
    return classifies
        ? SequenceClassifier.load(directory, type, Device.CPU)
        : SequenceClassifier.load(
            directory, type, Device.CPU, new NewHead(List.of("first", "second"), 0));
  }

  @Override
  public void close() {
    streams.forEach(Tensor::close);
    logits.close();
  }
}
