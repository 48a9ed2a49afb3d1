// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.coordinates;

import org.eidograph.pretrain.UpdateChoice;
import org.eidograph.theory.scaling.OptimizerKind;
import org.eidograph.torch.UpdateRule;

/**
 * The update of a check: that of training, less the momentum of gradient descent, so that a step is
 * made of one gradient.
 */
final class PlainUpdate {
  private PlainUpdate() {}

  static UpdateRule of(OptimizerKind optimizer, double epsilon) {
    return of(UpdateChoice.of(optimizer, epsilon, UpdateChoice.PRETRAINING_ADAM));
  }

  static UpdateRule of(UpdateRule rule) {
    return rule instanceof UpdateRule.Sgd ? new UpdateRule.Sgd(0) : rule;
  }
}
