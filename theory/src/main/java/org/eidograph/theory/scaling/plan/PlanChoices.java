// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.plan;

import org.eidograph.theory.scaling.ScalingRecipe;

/**
 * Choices of a plan beyond the recipe.
 *
 * @param recipe parametrization and the rules on top of it
 * @param baseMultipliers multipliers of the base model
 * @param zeroReadout whether an untied head starts at zero, which removes the transient of its
 *     random start
 * @param zeroQuery whether query projections start at zero, likewise
 * @param keyValueAsReadout whether projections to a fixed number of key and value heads start with
 *     σ₀/m_in, as a readout, instead of σ₀·m_in^-½
 * @param decayVectors whether biases and norms are decayed; as a rule they are not
 * @param fromCheckpoint whether training goes on from weights that were not trained under this
 *     recipe
 */
public record PlanChoices(
    ScalingRecipe recipe,
    BaseMultipliers baseMultipliers,
    boolean zeroReadout,
    boolean zeroQuery,
    boolean keyValueAsReadout,
    boolean decayVectors,
    boolean fromCheckpoint) {

  /** A recipe with everything else as usual. */
  public static PlanChoices of(ScalingRecipe recipe) {
    return new PlanChoices(recipe, BaseMultipliers.NONE, false, false, false, false, false);
  }

  /** The same with multipliers of the base model. */
  public PlanChoices with(BaseMultipliers multipliers) {
    return new PlanChoices(
        recipe,
        multipliers,
        zeroReadout,
        zeroQuery,
        keyValueAsReadout,
        decayVectors,
        fromCheckpoint);
  }

  /** The same with a head, or queries, that start at zero. */
  public PlanChoices startingAtZero(boolean readout, boolean query) {
    return new PlanChoices(
        recipe, baseMultipliers, readout, query, keyValueAsReadout, decayVectors, fromCheckpoint);
  }
}
