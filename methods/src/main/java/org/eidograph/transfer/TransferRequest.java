// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer;

import org.eidograph.base.BadInputException;
import org.eidograph.model.config.TransformerConfig;
import org.eidograph.theory.scaling.names.ModelDescription;
import org.eidograph.theory.scaling.plan.BaseMultipliers;
import org.eidograph.theory.scaling.plan.PlanSettings;

/**
 * What a plan is made from.
 *
 * @param base model at which the settings were tuned
 * @param target model that is to be trained
 * @param baseMultipliers scalars of the base, its attention scale among them
 * @param settings values tuned at the base, each given or assumed
 * @param rules which rules carry them over
 * @param start how the target starts
 */
public record TransferRequest(
    ModelDescription base,
    ModelDescription target,
    BaseMultipliers baseMultipliers,
    PlanSettings settings,
    RecipeChoice rules,
    TransferStart start) {

  /** The same with another start. */
  public TransferRequest with(TransferStart other) {
    return new TransferRequest(base, target, baseMultipliers, settings, rules, other);
  }

  /**
   * A request from two configurations.
   *
   * @throws BadInputException if the roles of a family's tensors are not known
   */
  public static TransferRequest of(
      TransformerConfig base, TransformerConfig target, PlanSettings settings, RecipeChoice rules) {
    return of(PlannedModel.of(base), PlannedModel.of(target), settings, rules);
  }

  /** A request from two models that are planned only. */
  public static TransferRequest of(
      PlannedModel base, PlannedModel target, PlanSettings settings, RecipeChoice rules) {
    return new TransferRequest(
        base.description(),
        target.description(),
        base.multipliers(),
        settings,
        rules,
        TransferStart.USUAL);
  }

  /**
   * A request from the target alone: the base has its heads as large and every width smaller by one
   * factor.
   *
   * @param baseWidth hidden size of the base
   * @throws BadInputException also if the factor does not divide every width
   */
  public static TransferRequest ofBaseWidth(
      int baseWidth, TransformerConfig target, PlanSettings settings, RecipeChoice rules) {
    return ofBaseWidth(baseWidth, PlannedModel.of(target), settings, rules);
  }

  /** The same for a target that is planned only. */
  public static TransferRequest ofBaseWidth(
      int baseWidth, PlannedModel target, PlanSettings settings, RecipeChoice rules) {
    ModelDescription wide = target.description();
    if (baseWidth < 1) {
      throw new BadInputException("a base width must be at least 1, got " + baseWidth);
    }
    try {
      return new TransferRequest(
          wide.narrowedTo(baseWidth),
          wide,
          target.multipliers(),
          settings,
          rules,
          TransferStart.USUAL);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(String.valueOf(e.getMessage()), e);
    }
  }
}
