// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.limit;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import org.eidograph.theory.limit.CommutingLimit;
import org.eidograph.theory.signal.BranchSchedule;

/**
 * A sequence of branch scales α_1 … α_L and what becomes of it at infinite depth (Hayou,
 * Commutative Width and Depth Scaling in Deep Neural Networks, 2023, arXiv 2310.01683).
 *
 * @param label in tables and legends
 * @param limit which limit it has
 * @param scales α_1 … α_L by L
 */
public record ScaleSequence(String label, Limit limit, IntFunction<double[]> scales) {
  /** Which limit a sequence has as L grows. */
  public enum Limit {
    /** That of 1/√L: Σα² → 1 and max α → 0. */
    COMMON,
    /** Its own: a convergent series, whose first scales do not vanish. */
    OWN,
    /** The input: Σα² → 0. */
    INPUT,
    /** None: Σα² → ∞. */
    NONE
  }

  /** Two sequences that share a limit, two with their own, one too small and one too large. */
  public static final List<ScaleSequence> ALL =
      List.of(
          new ScaleSequence("1/√L", Limit.COMMON, BranchSchedule.uniform()::scales),
          new ScaleSequence("√(2l/(L(L+1)))", Limit.COMMON, new BranchSchedule.Ramp()::scales),
          new ScaleSequence(
              "2^(-l/2)", Limit.OWN, depth -> fill(depth, l -> Math.pow(2, -l / 2.0))),
          new ScaleSequence(
              "√6/(π·l)", Limit.OWN, depth -> fill(depth, l -> Math.sqrt(6) / Math.PI / l)),
          new ScaleSequence("1/L", Limit.INPUT, new BranchSchedule.Power(1)::scales),
          new ScaleSequence("L^(-1/4)", Limit.NONE, new BranchSchedule.Power(0.25)::scales));

  private static double[] fill(int depth, IntToDoubleFunction scale) {
    double[] scales = new double[depth];
    Arrays.setAll(scales, i -> scale.applyAsDouble(i + 1));
    return scales;
  }

  /** Two inputs of variance 1 behind L branches of infinite width. */
  public CommutingLimit wide(int depth, double correlation) {
    return CommutingLimit.ofScales(1, 1 - correlation, scales.apply(depth));
  }

  /** Σα² of L branches. */
  public double sumOfSquares(int depth) {
    return Arrays.stream(scales.apply(depth)).map(scale -> scale * scale).sum();
  }
}
