// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.plan;

import java.util.List;
import org.eidograph.theory.scaling.names.ModelDescription;

/**
 * Everything that changes when settings tuned at a base model are used for a wider or deeper one: a
 * value, to be kept beside the weights, since a checkpoint alone forgets the rule it was trained
 * by.
 *
 * <p>Every factor is applied in one place only: what stands in {@link #tensors} is already
 * multiplied out, and a schedule multiplies each tensor's own rate.
 *
 * @param parametrization its label
 * @param optimizer its name
 * @param embeddings label of the embedding rule
 * @param decay label of the decay rule
 * @param depth label of the depth rule
 * @param base model at which the settings were tuned
 * @param target model that is to be trained
 * @param settings the tuned values, each given or assumed
 * @param multipliers scalars of the target model
 * @param tensors one line for each pattern, in the order of the target's tensors
 * @param notes what the reader should know
 */
public record ScalingPlan(
    String parametrization,
    String optimizer,
    String embeddings,
    String decay,
    String depth,
    ModelDescription base,
    ModelDescription target,
    PlanSettings settings,
    ModelMultipliers multipliers,
    List<PlannedTensor> tensors,
    List<PlanNote> notes) {
  /** Name of the format that a written plan has. */
  public static final String FORMAT = "mup-plan/1";

  public ScalingPlan {
    tensors = List.copyOf(tensors);
    notes = List.copyOf(notes);
  }

  /**
   * Plans.
   *
   * @throws IllegalArgumentException if the two models differ in their patterns, an axis shrinks, a
   *     tied head cannot follow the recipe, or two choices exclude one another
   */
  public static ScalingPlan of(PlanRequest request) {
    return new Planner(request).plan();
  }

  /** The line of a pattern. */
  public PlannedTensor tensor(String pattern) {
    return tensors.stream()
        .filter(tensor -> tensor.pattern().equals(pattern))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "a plan has a line for each pattern of its model, got %s; known are %s"
                        .formatted(
                            pattern, tensors.stream().map(PlannedTensor::pattern).toList())));
  }
}
