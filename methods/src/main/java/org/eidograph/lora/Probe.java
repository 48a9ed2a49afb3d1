// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.util.SplittableRandom;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Pass;
import org.eidograph.model.Sequences;
import org.eidograph.model.nn.Segment;
import org.eidograph.model.nn.SegmentRun;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/**
 * A few fixed tokens on which two models are compared.
 *
 * <p>Models may be stored in half precision, the comparison must not be: each segment's parameters
 * become float32 while it runs, and are put back before the next. So a model of any size is probed
 * in float32 with the memory of its largest segment.
 */
final class Probe {
  private static final int TOKENS = 24;

  private final int[] ids;

  private Probe(int[] ids) {
    this.ids = ids;
  }

  static Probe of(CausalLm model) {
    int vocabulary = model.config().vocabularySize();
    return new Probe(new SplittableRandom(0).ints(TOKENS, 0, vocabulary).toArray());
  }

  /** (24, V) float32, owned by the caller's scope. */
  Tensor logits(CausalLm model) {
    Pass pass = Pass.inference(Sequences.of(ids), Device.CPU);
    Tensor x = Tensors.empty(DType.FLOAT32, Device.CPU, 0);
    for (Segment segment : model.segments()) {
      Tensor input = x;
      x = SegmentRun.in(DType.FLOAT32, segment.parameters(), () -> segment.forward(input, pass));
    }
    Tensor hidden = x;
    return SegmentRun.in(
        DType.FLOAT32, model.head().parameters(), () -> model.head().forward(hidden, pass));
  }
}
