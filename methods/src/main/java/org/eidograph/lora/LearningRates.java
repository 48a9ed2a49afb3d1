// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import org.eidograph.base.UsageException;
import org.eidograph.theory.lora.LoraPlus;
import org.jspecify.annotations.Nullable;

/**
 * The rates of an adapter's factors.
 *
 * @param a of A and of whole matrices
 * @param b of B and of whole vectors
 * @param embedding of both factors of an embedding's adapter
 */
public record LearningRates(double a, double b, double embedding) {
  /** What PEFT and the authors' code give an embedding's adapter; it hardly moves at this rate. */
  public static final double PEFT_EMBEDDING = 1e-6;

  /** Validates. */
  public LearningRates {
    for (double rate : new double[] {a, b, embedding}) {
      if (!(rate >= 0) || Double.isInfinite(rate)) {
        throw new UsageException(
            "learning rates must be finite and not negative, got %s, %s, %s"
                .formatted(a, b, embedding));
      }
    }
  }

  /** One rate for everything. */
  public static LearningRates same(double rate) {
    return new LearningRates(rate, rate, rate);
  }

  /**
   * LoRA+.
   *
   * @param embedding rate of an embedding's adapter; null for η_A
   */
  public static LearningRates of(LoraPlus rates, @Nullable Double embedding) {
    return new LearningRates(
        rates.rateA(), rates.rateB(), embedding == null ? rates.rateA() : embedding);
  }
}
