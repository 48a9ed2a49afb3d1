// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer;

import java.util.OptionalDouble;
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
    return new TransferRequest(
        ConfigDescription.of(base),
        ConfigDescription.of(target),
        multipliers(base),
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
    ModelDescription wide = ConfigDescription.of(target);
    if (baseWidth < 1) {
      throw new BadInputException("a base width must be at least 1, got " + baseWidth);
    }
    try {
      return new TransferRequest(
          wide.narrowedTo(baseWidth),
          wide,
          multipliers(target),
          settings,
          rules,
          TransferStart.USUAL);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Where each layer has a scale of its own, the first one's; the others keep their ratio to it.
   */
  private static BaseMultipliers multipliers(TransformerConfig config) {
    return new BaseMultipliers(1, OptionalDouble.of(config.attentionScales().get(0)), 1, 1);
  }
}
