// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.lora;

/**
 * How a quantity grows with the width n: {@code v = Θ(n^γ)}.
 *
 * <p>Products add exponents, sums take the larger one, and zero has γ = −∞ (Hayou, Ghosh, Yu,
 * LoRA+, 2024, arXiv 2402.12354). Cancellation is not seen: the exponent of a sum is that of terms
 * without a common sign pattern.
 *
 * @param gamma γ
 */
public record WidthExponent(double gamma) {
  /** Of a quantity that is exactly zero. */
  public static final WidthExponent ZERO = new WidthExponent(Double.NEGATIVE_INFINITY);

  /** Of a quantity that does not depend on the width. */
  public static final WidthExponent CONSTANT = new WidthExponent(0);

  /** Of the width itself. */
  public static final WidthExponent WIDTH = new WidthExponent(1);

  public WidthExponent {
    if (Double.isNaN(gamma) || gamma == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException("an exponent must be a number or -Infinity, got " + gamma);
    }
  }

  /** Exponent of a product. */
  public WidthExponent times(WidthExponent other) {
    return new WidthExponent(gamma + other.gamma);
  }

  /** Exponent of a sum. */
  public WidthExponent plus(WidthExponent other) {
    return gamma >= other.gamma ? this : other;
  }

  /** Whether the quantity stays bounded. */
  public boolean bounded() {
    return gamma <= 0;
  }
}
