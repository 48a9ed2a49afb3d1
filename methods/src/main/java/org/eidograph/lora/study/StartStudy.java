// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.study;

import java.util.Arrays;
import java.util.List;
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

    /** The claims with their numbers. */
    public List<Claim> claims() {
      RateCurve wideA = a.get(a.size() - 1);
      RateCurve wideB = b.get(b.size() - 1);
      return List.of(
          new Claim(
              "I1-slope-a",
              "the best rate of Init[A] goes as the width to about -1/2",
              slopeA().measured(),
              -0.75,
              -0.35),
          new Claim(
              "I1-slope-b",
              "the best rate of Init[B] goes as the width to about -1",
              slopeB().measured(),
              -1.2,
              -0.7),
          Claim.atLeast(
              "I2-rate",
              "at width 1024 Init[A] has at least twice the best rate of Init[B]",
              Measured.ratio(logRates(wideA), logRates(wideB)),
              2),
          Claim.atMost(
              "I2-loss",
              "at width 1024 Init[A] reaches at most 0.75 of the loss of Init[B]",
              Measured.ratio(wideA.atBest(), wideB.atBest()),
              0.75),
          Claim.atLeast(
              "I3-growth-a",
              "from width 64 to 1024 the bottleneck of Init[A] grows at least 1.6 times",
              growth(a),
              1.6),
          new Claim(
              "I3-growth-b",
              "from width 64 to 1024 the bottleneck of Init[B] keeps its size",
              growth(b),
              0.7,
              1.4));
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
  public static Result run(StudySize size, Workers workers) {
    List<Integer> widths =
        size == StudySize.FAST ? List.of(64, 256, 1024) : List.of(64, 128, 256, 512, 1024);
    try (RateSweep sweep = new RateSweep(workers, size.seeds())) {
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
