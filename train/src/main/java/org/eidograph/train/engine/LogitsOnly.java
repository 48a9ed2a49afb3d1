// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.engine;

import org.eidograph.model.Pass;
import org.eidograph.model.Sequences;
import org.eidograph.model.nn.Linear;
import org.eidograph.torch.DType;
import org.eidograph.torch.LinearCrossEntropy;
import org.eidograph.torch.Tensor;

/**
 * An output projection that only computes, for evaluation.
 *
 * @param head the model's output projection, delta included
 */
public record LogitsOnly(Linear head) implements LinearCrossEntropy.Projection {
  @Override
  public Tensor logits(Tensor hidden) {
    return head.forward(hidden, Pass.inference(Sequences.of(0), hidden.device()));
  }

  @Override
  public Tensor backward(Tensor gradient, Tensor hidden, double scale) {
    throw new IllegalStateException("an evaluation has no backward");
  }

  @Override
  public DType computeType() {
    return DType.FLOAT32;
  }
}
