// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.lora;

import java.util.Arrays;
import org.eidograph.base.UsageException;

/**
 * The learning rate of a low-rank adapter under an Adam-like optimizer, up to one constant.
 *
 * <pre>
 * Init[A]:  η ∝ (s·r·n)^-1/2   if n ≥ s·r,   else 1/(s·r)
 * Init[B]:  η ∝ 1/(s·n)        if r ≤ s·n,   else (s·n·r)^-1/2
 * full fine-tuning:  η ∝ 1/n
 * </pre>
 *
 * <p>n is the fan-in, s the multiplier of B·A, r the rank. The Init[A] and Init[B] rules for s = 1
 * and s = 1/r are those of Chen, Villar, Hayou (2026, arXiv 2602.06204), the exponents in n those
 * of Hayou, Ghosh, Yu (2024, arXiv 2406.08447); the general s follows from requiring that one step
 * changes the adapter's output by Θ(1). With {@code s = lora_alpha/r} the Init[A] rate is {@code
 * (lora_alpha·n)^-1/2}: the rank drops out. SGD has other exponents. Treat a rate from here as the
 * middle of a bracket ×{½, 1, 2}.
 */
public final class LoraLearningRate {
  /**
   * Constant of Init[A]: rates in published recipes give 0.05 (2e-4 at alpha 16, n 4096) to 0.15
   * (3e-4 at alpha 128, n 2048).
   */
  public static final double CONSTANT_INIT_A = 0.08;

  /** Constant of Init[B] and of full fine-tuning; a prior, not a measured value. */
  public static final double CONSTANT_INIT_B = 0.05;

  private LoraLearningRate() {}

  /**
   * What the rate depends on.
   *
   * @param start which factor starts random
   * @param scale s, positive
   * @param rank r, at least 1
   * @param fanIn n_in, the median over the adapted modules
   */
  public record Setting(RandomFactor start, double scale, int rank, double fanIn)
      implements TunedTraining {
    public Setting {
      if (!(scale > 0) || rank < 1 || !(fanIn >= 1)) {
        throw new IllegalArgumentException(
            "scale must be positive, rank and fan-in at least 1, got %s, %d, %s"
                .formatted(scale, rank, fanIn));
      }
    }

    @Override
    public Setting withFanIn(double other) {
      return new Setting(start, scale, rank, other);
    }

    @Override
    public double smallestWidth() {
      return Math.max(1, start == RandomFactor.A ? scale * rank : rank / scale);
    }

    /** Whether the width outweighs the rank, the regime in which LoRA is usually run. */
    boolean widthRules() {
      return start == RandomFactor.A ? fanIn >= scale * rank : rank <= scale * fanIn;
    }

    /** The rate's dependence on this setting, without its constant. */
    @Override
    public double law() {
      return 1 / denominator();
    }

    private double denominator() {
      return switch (start) {
        case A -> widthRules() ? Math.sqrt(scale * rank * fanIn) : scale * rank;
        case B -> widthRules() ? scale * fanIn : Math.sqrt(scale * fanIn * rank);
      };
    }

    /** The words for {@link #denominator}. */
    String denominatorText() {
      return switch (start) {
        case A -> widthRules() ? "sqrt(scale*rank*fan_in)" : "(scale*rank)";
        case B -> widthRules() ? "(scale*fan_in)" : "sqrt(scale*fan_in*rank)";
      };
    }

    /** The law over a numerator, with its numbers. */
    String formula(Object numerator) {
      return "%s/%s with scale %s, rank %d, fan_in %s"
          .formatted(numerator, denominatorText(), scale, rank, fanIn);
    }

    double constant() {
      return start == RandomFactor.A ? CONSTANT_INIT_A : CONSTANT_INIT_B;
    }
  }

  /** The rate to start from when nothing was tuned. */
  public static double suggest(Setting setting) {
    return setting.constant() * setting.law();
  }

  /** The same for training the weights themselves. */
  public static double suggest(FullFineTuning setting) {
    return CONSTANT_INIT_B * setting.law();
  }

  /**
   * The rate in another setting of the same model family, data and optimizer.
   *
   * @throws UsageException if the settings differ in the factor that starts random: a rate is never
   *     shared between the two
   */
  public static double convert(double learningRate, Setting from, Setting to) {
    if (from.start() != to.start()) {
      throw new UsageException(
          "a learning rate cannot be carried from Init[%s] to Init[%s]; tune it anew for Init[%s]"
              .formatted(from.start(), to.start(), to.start()));
    }
    return learningRate * to.law() / from.law();
  }

  /**
   * The exponent e of {@code η ∝ r^e} when only the rank changes, as long as the width rules: n ≥
   * s·r for Init[A], r ≤ s·n for Init[B]. With fixed alpha and Init[A] it is 0.
   */
  public static double rankExponent(RandomFactor start, LoraScale scale) {
    double ofScale = scale.rankExponent();
    return start == RandomFactor.A ? -(1 + ofScale) / 2 : -ofScale;
  }

  /** The formula behind {@link #suggest} with its numbers, one line for a plan. */
  public static String explain(Setting setting) {
    return "%s (Init[%s])".formatted(setting.formula(setting.constant()), setting.start());
  }

  /** The formula behind the rate of full fine-tuning with its numbers. */
  public static String explain(FullFineTuning setting) {
    return "%s/fan_in with fan_in %s (full fine-tuning)"
        .formatted(CONSTANT_INIT_B, setting.fanIn());
  }

  /** Median of the fan-ins of the adapted modules; the mean of the middle two if even. */
  public static double medianFanIn(long... fanIns) {
    if (fanIns.length == 0) {
      throw new IllegalArgumentException("the median needs at least one fan-in");
    }
    long[] sorted = fanIns.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2.0;
  }
}
