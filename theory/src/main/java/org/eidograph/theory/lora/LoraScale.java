// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.lora;

import org.eidograph.base.UsageException;
import org.jspecify.annotations.Nullable;

/**
 * How the multiplier s of {@code s·B·A} follows from the rank.
 *
 * <p>The papers write α for s itself; PEFT's {@code lora_alpha} is the number that is divided by r
 * or √r to give it.
 */
public sealed interface LoraScale {
  /** s at a rank. */
  double multiplier(int rank);

  /** The exponent e of {@code s ∝ r^e}. */
  double rankExponent();

  /** The rule in words, for a plan. */
  String text();

  /** The same rule with another {@code lora_alpha}, as an alpha pattern gives to one module. */
  LoraScale withAlpha(double alpha);

  /** {@code s = alpha/r}. */
  record Alpha(double alpha) implements LoraScale {
    public Alpha {
      requirePositive("alpha", alpha);
    }

    @Override
    public double multiplier(int rank) {
      return alpha / rank;
    }

    @Override
    public double rankExponent() {
      return -1;
    }

    @Override
    public String text() {
      return "alpha/rank with alpha " + alpha;
    }

    @Override
    public LoraScale withAlpha(double other) {
      return new Alpha(other);
    }
  }

  /** {@code s = alpha/√r}, which keeps the output's size when r grows (rsLoRA). */
  record RankStabilised(double alpha) implements LoraScale {
    public RankStabilised {
      requirePositive("alpha", alpha);
    }

    @Override
    public double multiplier(int rank) {
      return alpha / Math.sqrt(rank);
    }

    @Override
    public double rankExponent() {
      return -0.5;
    }

    @Override
    public String text() {
      return "alpha/sqrt(rank) with alpha " + alpha;
    }

    @Override
    public LoraScale withAlpha(double other) {
      return new RankStabilised(other);
    }
  }

  /** s as given, whatever the rank. */
  record Explicit(double scale) implements LoraScale {
    public Explicit {
      requirePositive("scale", scale);
    }

    @Override
    public double multiplier(int rank) {
      return scale;
    }

    @Override
    public double rankExponent() {
      return 0;
    }

    @Override
    public String text() {
      return "given as " + scale;
    }

    @Override
    public LoraScale withAlpha(double other) {
      throw new UsageException(
          "an alpha pattern needs alpha, got an explicit scale %s; give alpha instead of scale"
              .formatted(scale));
    }
  }

  /**
   * The rule that options describe.
   *
   * @param alpha {@code lora_alpha}, or null
   * @param scale s itself, or null
   * @param defaultAlpha used when both are null
   * @throws UsageException if alpha and scale are both given, or scale with rank stabilisation
   */
  static LoraScale of(
      @Nullable Double alpha, @Nullable Double scale, boolean rankStabilised, double defaultAlpha) {
    if (scale != null && (alpha != null || rankStabilised)) {
      throw new UsageException(
          "scale replaces alpha and rsLoRA, got scale %s with alpha %s and rsLoRA %s; give one of them"
              .formatted(scale, alpha, rankStabilised));
    }
    if (scale != null) {
      return new Explicit(scale);
    }
    double number = alpha == null ? defaultAlpha : alpha;
    return rankStabilised ? new RankStabilised(number) : new Alpha(number);
  }

  private static void requirePositive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new UsageException("%s must be a positive number, got %s".formatted(name, value));
    }
  }
}
