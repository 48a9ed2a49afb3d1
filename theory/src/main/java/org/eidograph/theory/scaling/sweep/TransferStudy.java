// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.sweep;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Whether a learning rate tuned at a small width is right at larger ones.
 *
 * <p>A line through the optima, {@code x*_n = a + s·log₂ n}, gives the drift s; a parametrization
 * that transfers has s = 0. Its interval comes from the scatter of the optima around the line
 * (Student's t), so it covers what finite width and few seeds do to them.
 *
 * @param widths ascending
 * @param optima best rate at each width, in the same order
 * @param drift the line; its slope is s
 * @param slopeInterval of s
 * @param regrets at each width, what the narrowest model's best rate costs there in log loss
 * @param widerIsWorse pairs of widths whose wider model is worse, each at its own optimum; should
 *     be 0
 */
public record TransferStudy(
    List<Long> widths,
    List<CurveOptimum.Interior> optima,
    LineFit drift,
    Interval slopeInterval,
    List<Double> regrets,
    int widerIsWorse) {
  /** A drift smaller than this does not matter: 0.2 of an octave per octave of width. */
  public static final double SMALL_DRIFT = 0.2;

  /** A regret smaller than this, in nats of a language model's log loss, does not matter. */
  public static final double SMALL_REGRET = 0.02;

  public TransferStudy {
    widths = List.copyOf(widths);
    optima = List.copyOf(optima);
    regrets = List.copyOf(regrets);
  }

  /**
   * Studies the curves of at least three widths.
   *
   * @param confidence of the interval of s, in (0, 1); 0.9 as a rule
   * @throws IllegalArgumentException if an optimum is at the edge of its grid, a width occurs
   *     twice, or there are fewer than three
   */
  public static TransferStudy of(List<WidthCurve> curves, double confidence) {
    List<WidthCurve> sorted = new ArrayList<>(curves);
    sorted.sort(Comparator.comparingLong(WidthCurve::width));
    if (sorted.stream().map(WidthCurve::width).distinct().count() < Math.max(3, sorted.size())) {
      throw new IllegalArgumentException(
          "a drift needs the curves of at least three different widths, got "
              + sorted.stream().map(WidthCurve::width).toList());
    }
    List<CurveOptimum.Interior> optima = sorted.stream().map(TransferStudy::optimum).toList();
    LineFit drift =
        LineFit.of(
            sorted.stream().mapToDouble(WidthCurve::log2Width).toArray(),
            optima.stream().mapToDouble(CurveOptimum.Interior::log2Rate).toArray());
    double carried = optima.get(0).log2Rate();
    return new TransferStudy(
        sorted.stream().map(WidthCurve::width).toList(),
        optima,
        drift,
        drift.slopeInterval(confidence),
        sorted.stream().map(curve -> RateRegret.regret(curve.curve(), carried)).toList(),
        widerIsWorse(optima));
  }

  /** Whether the rate transfers: the drift is small or may be 0, and no regret is above a limit. */
  public boolean transfers(double regretLimit) {
    boolean steady = Math.abs(drift.slope()) <= SMALL_DRIFT || slopeInterval.contains(0);
    return steady && regrets.stream().allMatch(regret -> regret <= regretLimit);
  }

  /** Best log loss at the largest width minus the best among several parametrizations. */
  public double lossPenalty(List<TransferStudy> all) {
    double best =
        all.stream().mapToDouble(TransferStudy::lossAtLargestWidth).min().orElse(Double.NaN);
    return lossAtLargestWidth() - best;
  }

  private double lossAtLargestWidth() {
    return optima.get(optima.size() - 1).logLoss();
  }

  private static CurveOptimum.Interior optimum(WidthCurve curve) {
    CurveOptimum optimum = CurveOptimum.of(curve.curve());
    if (optimum instanceof CurveOptimum.AtEdge edge) {
      throw new IllegalArgumentException(
          "the best learning rate must lie inside the grid, got 2^%s at the %s end for width %d; extend the grid"
              .formatted(edge.log2Rate(), edge.upper() ? "upper" : "lower", curve.width()));
    }
    return optimum.interior();
  }

  private static int widerIsWorse(List<CurveOptimum.Interior> optima) {
    int pairs = 0;
    for (int wide = 1; wide < optima.size(); wide++) {
      for (int narrow = 0; narrow < wide; narrow++) {
        if (optima.get(wide).logLoss() > optima.get(narrow).logLoss()) {
          pairs++;
        }
      }
    }
    return pairs;
  }
}
