// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.lora;

import org.eidograph.base.UsageException;

/**
 * Separate learning rates for A and B (Hayou, Ghosh, Yu, LoRA+, 2024, arXiv 2402.12354).
 *
 * <p>For width n to infinity an efficient pair has {@code η_A·η_B = Θ(1/n)} with {@code η_A =
 * Θ(1/n)} and {@code η_B = Θ(1)}, so the ratio λ = η_B/η_A grows with the width. Ratio 1 is plain
 * LoRA exactly. A large ratio does not help when r is small for the task.
 *
 * @param rateA η_A
 * @param rateB η_B
 */
public record LoraPlus(double rateA, double rateB) {
  /** The largest ratio that is ever proposed: the optimum of published runs with Init[A]. */
  public static final double LARGEST_DEFAULT_RATIO = 16;

  /**
   * Spreads one tuned rate η over both factors with its square as their product: {@code η_A =
   * η/√λ}, {@code η_B = η·√λ}.
   *
   * @param ratio λ ≥ 1
   */
  public static LoraPlus keepingProduct(double learningRate, double ratio) {
    requireRatio(ratio);
    double root = Math.sqrt(ratio);
    return new LoraPlus(learningRate / root, learningRate * root);
  }

  /**
   * The rates as PEFT and the authors' code take them: {@code η_A} as given, {@code η_B = η_A·λ}.
   *
   * @param ratio λ ≥ 1
   */
  public static LoraPlus literal(double rateA, double ratio) {
    requireRatio(ratio);
    return new LoraPlus(rateA, rateA * ratio);
  }

  /**
   * The ratio to start from when none was tuned: {@code n_in/(s·r)}, at least 1 and at most 16.
   *
   * <p>Requiring that each factor alone changes the output by Θ(1) gives {@code η_A = Θ(1/n_in)}
   * and {@code η_B = Θ(1/(s·r))}, hence this ratio up to a constant. A large s·r, where LoRA+ has
   * nothing to gain, gives plain LoRA.
   *
   * @param setting of the adapter; its start is Init[A], the case the ratio was derived for
   * @throws UsageException for Init[B], where A alone learns
   */
  public static double defaultRatio(LoraLearningRate.Setting setting) {
    if (setting.start() != RandomFactor.A) {
      throw new UsageException(
          "a LoRA+ ratio is derived for Init[A] only, got Init[%s]; give the ratio, or 1"
              .formatted(setting.start()));
    }
    double ratio = setting.fanIn() / (setting.scale() * setting.rank());
    return Math.min(LARGEST_DEFAULT_RATIO, Math.max(1, ratio));
  }

  /** λ = η_B/η_A. */
  public double ratio() {
    return rateB / rateA;
  }

  private static void requireRatio(double ratio) {
    if (!(ratio >= 1) || Double.isInfinite(ratio)) {
      throw new UsageException(
          "the LoRA+ ratio must be at least 1 (1 is plain LoRA), got " + ratio);
    }
  }
}
