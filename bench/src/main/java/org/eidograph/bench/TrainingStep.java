// Licensed under the Apache License, Version 2.0.
package org.eidograph.bench;

import java.util.List;
import org.eidograph.torch.GradientClip;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Optimizer;
import org.eidograph.torch.Scope;
import org.eidograph.train.data.StepBatch;
import org.eidograph.train.engine.GradientEngine;

/** One optimizer step as the trainer takes it: gradients, clip at 1, AdamW. */
record TrainingStep(GradientEngine engine, Optimizer optimizer) {
  /**
   * Takes it.
   *
   * @param factor of the learning rates
   * @return mean loss before it
   */
  double take(StepBatch batch, double factor) {
    try (Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      double loss = engine.run(batch, 0);
      GradientClip.byGlobalNorm(List.of(engine.gradients().flat()), 1);
      optimizer.step(engine.gradients().all(), factor);
      return loss;
    }
  }
}
