// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.plan;

import java.util.List;
import org.eidograph.theory.scaling.names.ModelDescription;
import org.eidograph.theory.scaling.names.TensorDescription;
import org.eidograph.theory.scaling.names.TensorNames;

/**
 * What a plan is made from.
 *
 * @param base model at which the settings were tuned
 * @param target model that is to be trained
 * @param baseTensors tensors of the base
 * @param targetTensors tensors of the target, of the same patterns
 * @param settings values tuned at the base
 * @param choices recipe and options
 */
public record PlanRequest(
    ModelDescription base,
    ModelDescription target,
    List<TensorDescription> baseTensors,
    List<TensorDescription> targetTensors,
    PlanSettings settings,
    PlanChoices choices) {
  public PlanRequest {
    baseTensors = List.copyOf(baseTensors);
    targetTensors = List.copyOf(targetTensors);
  }

  /** A request from two configurations alone: the tensors are those that their families have. */
  public static PlanRequest of(
      ModelDescription base, ModelDescription target, PlanSettings settings, PlanChoices choices) {
    return new PlanRequest(
        base, target, TensorNames.expected(base), TensorNames.expected(target), settings, choices);
  }

  /** m_L. */
  double depthGrowth() {
    return (double) target.counts().layers() / base.counts().layers();
  }
}
