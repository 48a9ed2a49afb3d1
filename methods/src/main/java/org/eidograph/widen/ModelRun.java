// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.eidograph.model.Parameter;
import org.eidograph.model.Pass;
import org.eidograph.model.SegmentedModel;
import org.eidograph.model.SequenceClassifier;
import org.eidograph.model.Sequences;
import org.eidograph.model.config.ConfigReader;
import org.eidograph.model.load.CheckpointLoader;
import org.eidograph.model.load.NewHead;
import org.eidograph.model.nn.Segment;
import org.eidograph.model.nn.SegmentRun;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.eidograph.torch.safetensors.TensorSource;

/**
 * What a checkpoint computes on a few fixed tokens.
 *
 * @param streams (N, D) behind each segment
 * @param logits (N, V); of an encoder with a classifier (N, C), of one without the last stream
 */
record ModelRun(List<Tensor> streams, Tensor logits) implements AutoCloseable {
  private static final int TOKENS = 24;

  /**
   * Runs it segment by segment; what a segment read of the mapped file is given back behind it, so
   * that memory holds one segment, not the model.
   *
   * @param type in which to compute; weights stay mapped as they are stored
   * @param stored type of the weights
   * @param classifies whether an encoder has a head of its own
   */
  static ModelRun of(
      Path directory, DType type, DType stored, boolean encoder, boolean classifies) {
    try (TensorSource weights = TensorSource.open(directory);
        SegmentedModel model = load(directory, weights, stored, encoder, classifies);
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
        release(weights, segment.parameters());
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

  /** A name in the file may lack the prefix that it has in the model. */
  private static void release(TensorSource weights, List<Parameter> parameters) {
    for (Parameter parameter : parameters) {
      String name = parameter.name();
      String bare = name.substring(name.indexOf('.') + 1);
      if (weights.names().contains(name)) {
        weights.release(name);
      } else if (weights.names().contains(bare)) {
        weights.release(bare);
      }
    }
  }

  /** An encoder, which is small, brings a mapping of its own. */
  private static SegmentedModel load(
      Path directory, TensorSource weights, DType type, boolean encoder, boolean classifies) {
    if (!encoder) {
      return CheckpointLoader.load(ConfigReader.read(directory), weights, type, Device.CPU);
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
