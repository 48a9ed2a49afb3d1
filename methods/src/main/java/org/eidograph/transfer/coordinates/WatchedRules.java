// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.coordinates;

import org.eidograph.base.UsageException;
import org.eidograph.theory.scaling.OptimizerKind;
import org.eidograph.theory.scaling.TunedSettings;
import org.eidograph.transfer.RecipeChoice;

/**
 * How the networks of a series start and train.
 *
 * @param recipe parametrization and optimizer
 * @param learningRate of the smallest network, positive
 * @param zeroReadout whether the output projection starts at zero
 */
public record WatchedRules(RecipeChoice recipe, double learningRate, boolean zeroReadout) {
  private static final double SGD_RATE = 0.1;
  private static final double ADAM_RATE = 0.01;

  public WatchedRules {
    if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
      throw new UsageException(
          "the learning rate must be a positive number, got %s; a rate above the one in use shows most"
              .formatted(learningRate));
    }
  }

  /** The usual rate of a check: 0.1 for SGD, 0.01 for the others, large enough to show a fault. */
  public static double usualRate(RecipeChoice recipe) {
    OptimizerKind optimizer = recipe.recipe().optimizer();
    return optimizer.degree() == 1 ? SGD_RATE : ADAM_RATE;
  }

  /**
   * The negative control: the same optimizer, rate and start in the standard parametrization, which
   * has no depth rule either.
   */
  public WatchedRules control() {
    RecipeChoice standard =
        new RecipeChoice(
            "sp", recipe.optimizer(), RecipeChoice.USUAL.embeddingRule(), recipe.weightDecayRule());
    return new WatchedRules(standard, learningRate, zeroReadout);
  }

  /** The same settings at the smallest network, with a start of its own; nothing decays. */
  TunedSettings tuned(double initStd) {
    return new TunedSettings(learningRate, 0, TunedSettings.USUAL.epsilon(), initStd);
  }
}
