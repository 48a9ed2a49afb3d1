// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.lora;

/**
 * How the features of an adapter and their changes grow with the width, after a few steps of an
 * Adam-like optimizer.
 *
 * <p>Each step changes the adapter's output {@code Z_B = s·B·A·Z} by
 *
 * <pre>
 * s·B·ΔZ_A  (δ1, A learns)  +  s·ΔB·Z_A  (δ2, B learns)  +  s·ΔB·ΔZ_A  (δ3),     Z_A = A·Z
 * </pre>
 *
 * <p>Entries of the processed gradient are Θ(1), so {@code ΔB = Θ(η_B)} and {@code ΔZ_A =
 * Θ(η_A·n)}: n terms that agree in sign. Rank and multiplier are fixed. (Hayou, Ghosh, Yu, LoRA+,
 * 2024, arXiv 2402.12354, and The Impact of Initialization on LoRA Finetuning Dynamics, 2024, arXiv
 * 2406.08447.)
 *
 * @param bottleneck of Z_A
 * @param fromA of δ1
 * @param fromB of δ2
 * @param fromBoth of δ3
 * @param output of Z_B
 */
public record FeatureGrowth(
    WidthExponent bottleneck,
    WidthExponent fromA,
    WidthExponent fromB,
    WidthExponent fromBoth,
    WidthExponent output) {
  /**
   * Counts exponents.
   *
   * @param rateA γ of η_A, at most 0
   * @param rateB γ of η_B, at most 0
   */
  public static FeatureGrowth of(RandomFactor start, WidthExponent rateA, WidthExponent rateB) {
    boolean randomA = start == RandomFactor.A;
    WidthExponent stepA = rateA.times(WidthExponent.WIDTH);
    WidthExponent za = (randomA ? WidthExponent.CONSTANT : WidthExponent.ZERO).plus(stepA);
    WidthExponent b = (randomA ? WidthExponent.ZERO : WidthExponent.CONSTANT).plus(rateB);
    return new FeatureGrowth(za, b.times(stepA), rateB.times(za), rateB.times(stepA), b.times(za));
  }

  /** The same with one rate for both factors. */
  public static FeatureGrowth of(RandomFactor start, WidthExponent rate) {
    return of(start, rate, rate);
  }

  /** Of one step's whole change of the output. */
  public WidthExponent update() {
    return fromA.plus(fromB).plus(fromBoth);
  }

  /** Whether output and changes stay bounded as the width grows. */
  public boolean stable() {
    return output.plus(update()).bounded();
  }

  /** Whether the bottleneck stays bounded too. */
  public boolean internallyStable() {
    return bottleneck.bounded();
  }

  /** Whether both factors change a bounded output by an amount that does not vanish. */
  public boolean efficient() {
    return stable() && fromA.equals(WidthExponent.CONSTANT) && fromB.equals(WidthExponent.CONSTANT);
  }
}
