// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.study;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.eidograph.theory.lora.RandomFactor;
import org.eidograph.train.engine.Workers;

/**
 * Whether a larger rate for B than for A pays more the wider the model is (Hayou, Ghosh, Yu, LoRA+,
 * 2024, arXiv 2402.12354).
 *
 * <p>An adapter of rank 16, Init[A], scale 1, on tasks it can solve; both rates in whole powers of
 * two. With width the best ratio must leave 1, while the product of the best pair stays near the
 * square of the best common rate. The product rule is also tried on a task that rank 4 cannot
 * solve.
 */
public final class RatioStudy {
  private static final int NARROW = 64;
  private static final int WIDE = 1024;

  /** The gain of one seed spreads by a tenth and more, so that three seeds decide nothing. */
  private static final int FAST_SEEDS = 4;

  private static final int FULL_SEEDS = 16;

  /** Best rates of the easy tasks lie between 2^-13 and 2^-5, those of equal ones above 2^-10. */
  private static final List<Double> GRID_A = RateSweep.grid(-14, -4, 1);

  private static final List<Double> GRID_B = RateSweep.grid(-10, -4, 1);
  private static final List<Double> HARD_A = RateSweep.grid(-11, -1, 1);
  private static final List<Double> HARD_B = RateSweep.grid(-11, -2, 1);

  private RatioStudy() {}

  /**
   * What was found.
   *
   * @param easy planes of the easy tasks, by width
   * @param hard plane of a task beyond the adapter's rank
   */
  public record Result(List<RatePlane> easy, RatePlane hard) {
    public Result {
      easy = List.copyOf(easy);
    }

    private RatePlane ofWidth(int width) {
      return easy.stream().filter(plane -> plane.width() == width).findFirst().orElseThrow();
    }

    /** The claims with their numbers. */
    public List<Claim> claims() {
      RatePlane wide = ofWidth(WIDE);
      RatePlane narrow = ofWidth(NARROW);
      double gap = easy.stream().mapToDouble(RatePlane::productGap).max().orElseThrow();
      return List.of(
          Claim.atLeast(
              "L1-ratio",
              "at width 1024 the best rate of B is at least 8 times that of A (log2)",
              Measured.exactly(wide.logRatio()),
              3),
          Claim.atLeast(
              "L1-gain",
              "at width 1024 separate rates lower the loss at least 1.2 times",
              wide.gain(),
              1.2),
          Claim.atMost(
              "L1-narrow",
              "at width 64 separate rates gain at most 1.15 times",
              narrow.gain(),
              1.15),
          Claim.atMost(
              "L2-product",
              "the best pair's product is within two octaves of the best common rate's square",
              Measured.exactly(Math.max(gap, hard.productGap())),
              2));
    }
  }

  /** Runs the study. */
  public static Result run(StudySize size, Workers workers) {
    List<Integer> widths =
        size == StudySize.FAST ? List.of(NARROW, WIDE) : List.of(NARROW, 256, 512, WIDE);
    long[] seeds = LongStream.range(0, size == StudySize.FAST ? FAST_SEEDS : FULL_SEEDS).toArray();
    try (RateSweep sweep = new RateSweep(workers, seeds)) {
      List<RatePlane> easy = new ArrayList<>();
      for (int width : widths) {
        easy.add(sweep.plane(adapter(ShiftTask.Shape.easy(width), 16), GRID_A, GRID_B));
      }
      return new Result(
          easy, sweep.plane(adapter(ShiftTask.Shape.ofWidth(256), 4), HARD_A, HARD_B));
    }
  }

  private static RateSweep.Case adapter(ShiftTask.Shape shape, int rank) {
    return new RateSweep.Case(shape, new Student.Adapter(RandomFactor.A, rank, 1));
  }
}
