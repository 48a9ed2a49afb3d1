// Licensed under the Apache License, Version 2.0.
package org.eidograph.pretrain;

import org.eidograph.theory.scaling.OptimizerKind;
import org.eidograph.torch.UpdateRule;

/** How the optimizers that plans speak of make their steps. */
public final class UpdateChoice {
  /**
   * As language models are trained: gradients of rare tokens are forgotten sooner than by 0.999.
   */
  public static final UpdateRule.AdamW PRETRAINING_ADAM = new UpdateRule.AdamW(0.9, 0.95, 1e-8);

  private static final double SGD_MOMENTUM = 0.9;

  private UpdateChoice() {}

  /**
   * The step of one optimizer.
   *
   * @param epsilon of Adam; the others have none
   * @param adam the moments' decays, where it is Adam
   */
  public static UpdateRule of(OptimizerKind optimizer, double epsilon, UpdateRule.AdamW adam) {
    if (optimizer.orthogonalised()) {
      return UpdateRule.Muon.DEFAULT;
    }
    return optimizer.degree() == 1 ? new UpdateRule.Sgd(SGD_MOMENTUM) : adam.withEpsilon(epsilon);
  }
}
