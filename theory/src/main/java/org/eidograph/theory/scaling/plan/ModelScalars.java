// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.plan;

import java.util.List;
import java.util.Optional;
import org.eidograph.theory.scaling.TensorRole;

/** The scalars of the target model, from those of the base and the rules of its tensors. */
final class ModelScalars {
  private final PlanRequest request;
  private final BaseMultipliers base;

  ModelScalars(PlanRequest request) {
    this.request = request;
    this.base = request.choices().baseMultipliers();
  }

  /**
   * All four.
   *
   * @param tensors lines of the plan
   * @param tiedLogits multiplier of a tied head's logits, if the head is tied
   */
  ModelMultipliers of(List<PlannedTensor> tensors, Optional<Double> tiedLogits) {
    double embedding = multiplier(tensors, TensorRole.EMBEDDING);
    double logits = tiedLogits.orElseGet(() -> multiplier(tensors, TensorRole.READOUT));
    double residual = request.choices().recipe().depth().branchMultiplier(request.depthGrowth());
    return new ModelMultipliers(
        base.embedding() * embedding,
        attention(),
        base.residual() * residual,
        base.logits() * logits);
  }

  /** Multiplier of the first tensor of a role outside the blocks; 1 if there is none. */
  private static double multiplier(List<PlannedTensor> tensors, TensorRole role) {
    return tensors.stream()
        .filter(tensor -> tensor.role() == role && !tensor.pattern().contains("*"))
        .mapToDouble(tensor -> tensor.rule().forwardMultiplier())
        .findFirst()
        .orElse(1);
  }

  /** c/d_h with c from the base, or c/√d_h where the parametrization keeps the root. */
  private double attention() {
    double baseSize = request.base().widths().headSize();
    double targetSize = request.target().widths().headSize();
    double baseScale = base.attention().orElse(1 / Math.sqrt(baseSize));
    double growth = targetSize / baseSize;
    boolean whole = request.choices().recipe().parametrization().dividesByHeadSize();
    return baseScale / (whole ? growth : Math.sqrt(growth));
  }
}
