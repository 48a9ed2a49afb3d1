// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.study;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.study.Measured;
import org.eidograph.study.Seeds;
import org.eidograph.study.StudyPlan;
import org.eidograph.theory.lora.RandomFactor;
import org.eidograph.train.engine.Workers;

/**
 * What the random factor changes (Hayou, Ghosh, Yu, The Impact of Initialization on LoRA Finetuning
 * Dynamics, 2024, arXiv 2406.08447).
 *
 * <p>Adapters of rank 8, scale 1, one rate for both factors, over the width. Init[A] must have a
 * best rate that falls like n^-1/2, a bottleneck A·z that grows, and the lower loss; Init[B] a best
 * rate that falls like 1/n and a bottleneck that does not grow.
 */
public final class StartStudy {
  private static final int RANK = 8;
  private static final List<Double> GRID = RateSweep.grid(-12, -3, 0.5);

  private StartStudy() {}

  /**
   * What was found.
   *
   * @param widths of the tasks, ascending
   * @param a curves of Init[A], by width
   * @param b curves of Init[B], by width
   */
  public record Result(List<Integer> widths, List<RateCurve> a, List<RateCurve> b) {
    public Result {
      widths = List.copyOf(widths);
      a = List.copyOf(a);
      b = List.copyOf(b);
    }

    /** How the best rate of Init[A] moves with the width. */
    public Slope slopeA() {
      return Slope.of(widths, a);
    }

    /** How the best rate of Init[B] moves with the width. */
    public Slope slopeB() {
      return Slope.of(widths, b);
    }

    /** The numbers of the claims, by their ids. */
    public Map<String, Measured> measured() {
      RateCurve wideA = a.get(a.size() - 1);
      RateCurve wideB = b.get(b.size() - 1);
      Map<String, Measured> measured = new LinkedHashMap<>();
      measured.put("I1-slope-a", slopeA().measured());
      measured.put("I1-slope-b", slopeB().measured());
      measured.put("I2-rate", Measured.ratio(logRates(wideA), logRates(wideB)));
      measured.put("I2-loss", Measured.ratio(wideA.atBest(), wideB.atBest()));
      measured.put("I3-growth-a", growth(a));
      measured.put("I3-growth-b", growth(b));
      return measured;
    }

    private static double[] logRates(RateCurve curve) {
      return Arrays.stream(curve.centres()).map(exponent -> exponent * Math.log(2)).toArray();
    }

    private static Measured growth(List<RateCurve> curves) {
      return Measured.ratio(
          logs(curves.get(curves.size() - 1).bottleneckAtBest()),
          logs(curves.get(0).bottleneckAtBest()));
    }

    private static double[] logs(double[] values) {
      return Arrays.stream(values).map(Math::log).toArray();
    }
  }

  /** Runs the study. */
  public static Result run(StudyPlan plan, Workers workers) {
    List<Integer> widths = plan.fast() ? List.of(64, 256, 1024) : List.of(64, 128, 256, 512, 1024);
    try (RateSweep sweep = new RateSweep(workers, Seeds.USUAL.of(plan))) {
      return new Result(
          widths,
          sweep.curves(cases(widths, RandomFactor.A), GRID),
          sweep.curves(cases(widths, RandomFactor.B), GRID));
    }
  }

  private static List<RateSweep.Case> cases(List<Integer> widths, RandomFactor start) {
    return widths.stream()
        .map(
            width ->
                new RateSweep.Case(
                    ShiftTask.Shape.ofWidth(width), new Student.Adapter(start, RANK, 1)))
        .toList();
  }
}
