// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen;

import java.nio.file.Path;
import org.eidograph.base.UsageException;
import org.eidograph.theory.scaling.OptimizerKind;
import org.jspecify.annotations.Nullable;

/**
 * What is to be widened, and how.
 *
 * @param model checkpoint directory in Hugging Face layout
 * @param growth by how much its widths grow, and how
 * @param noise how copies part
 * @param verification how the result is checked
 * @param training what training goes on with
 */
public record WideningRequest(
    Path model, WidthGrowth growth, CopyNoise noise, Verification verification, Training training) {

  /**
   * The run that goes on.
   *
   * @param optimizer what trains the matrices
   * @param settings of the source
   * @param state what {@link org.eidograph.torch.Optimizer#state} kept of the source; null without
   */
  public record Training(
      OptimizerKind optimizer, WideningPlan.SourceSettings settings, @Nullable Path state) {
    public Training {
      if (state != null && !optimizer.equals(OptimizerKind.ADAMW)) {
        throw new UsageException(
            "an optimizer state is one of AdamW, got it with the optimizer %s; leave one of both out"
                .formatted(optimizer.name()));
      }
    }
  }
}
