// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling;

/**
 * The settings that were tuned at the base shape, where every rule of this package changes nothing.
 *
 * @param learningRate η, positive
 * @param weightDecay λ, at least 0; PyTorch's convention, a step of AdamW subtracts {@code η·λ·W}
 * @param epsilon ε of Adam, at least 0
 * @param initStd σ₀, standard deviation of the matrices at the start, at least 0
 */
public record TunedSettings(
    double learningRate, double weightDecay, double epsilon, double initStd) {
  /** η 1e-2, λ 0.1, ε 1e-8, σ₀ 0.02: usual values, tuned for nobody in particular. */
  public static final TunedSettings USUAL = new TunedSettings(1e-2, 0.1, 1e-8, 0.02);

  public TunedSettings {
    if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
      throw new IllegalArgumentException(
          "the learning rate must be a positive number, got " + learningRate);
    }
    requireNotNegative("weight decay", weightDecay);
    requireNotNegative("epsilon", epsilon);
    requireNotNegative("initial standard deviation", initStd);
  }

  private static void requireNotNegative(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          "the %s must be 0 or a positive number, got %s".formatted(name, value));
    }
  }
}
