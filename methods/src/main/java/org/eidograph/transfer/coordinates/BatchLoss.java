// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.coordinates;

import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/** The loss that every watched network learns by. */
final class BatchLoss {
  private BatchLoss() {}

  /**
   * Mean cross-entropy.
   *
   * @param logits (N, C)
   * @param targets N classes or tokens
   */
  static Tensor of(Tensor logits, int... targets) {
    Tensor index = Tensors.ofInts(targets, logits.device()).reshape(targets.length, 1);
    return logits.logSoftmax(1).gather(1, index).mean().neg();
  }
}
