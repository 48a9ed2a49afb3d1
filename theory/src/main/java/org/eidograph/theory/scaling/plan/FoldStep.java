// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.plan;

import org.eidograph.theory.scaling.OptimizerKind;
import org.eidograph.theory.scaling.TensorRule;

/**
 * One tensor that takes over a multiplier for which a plain checkpoint has no place.
 *
 * @param pattern name with {@code *} for every index
 * @param part which of several tensors packed side by side, counted from 0; -1 for all
 * @param factor what the stored values are multiplied by, positive
 * @param reason which multiplier it takes over
 */
public record FoldStep(String pattern, int part, double factor, String reason) {
  /** All parts of a tensor. */
  public static final int ALL = -1;

  public FoldStep {
    if (!(factor > 0) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException(
          "a folded factor must be a positive number, got %s for %s".formatted(factor, pattern));
    }
  }

  /** The step that undoes this one. */
  public FoldStep inverse() {
    return new FoldStep(pattern, part, 1 / factor, reason);
  }

  /**
   * The rule with which the folded tensor trains as before: the multiplier becomes scale of the
   * stored weight, a change of gauge by {@code θ = 1/factor}. Its own multiplier stays.
   *
   * @param rule of the tensor while the multiplier stood beside it
   */
  public TensorRule folded(TensorRule rule, OptimizerKind optimizer) {
    return rule.withForwardMultiplier(rule.forwardMultiplier() * factor)
        .regauge(1 / factor, optimizer);
  }
}
