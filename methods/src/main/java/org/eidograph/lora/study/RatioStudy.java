// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.study.Measured;
import org.eidograph.study.Seeds;
import org.eidograph.study.StudyPlan;
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
  public static final Seeds SEEDS = new Seeds(4, 16);

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

    /** The numbers of the claims, by their ids. */
    public Map<String, Measured> measured() {
      RatePlane wide = ofWidth(WIDE);
      RatePlane narrow = ofWidth(NARROW);
      double gap = easy.stream().mapToDouble(RatePlane::productGap).max().orElseThrow();
      Map<String, Measured> measured = new LinkedHashMap<>();
      measured.put("L1-ratio", wide.measuredLogRatio());
      measured.put("L1-growth", growth(narrow, wide));
      measured.put("L1-gain", wide.gain());
      measured.put("L1-narrow", narrow.gain());
      measured.put("L2-product", Measured.exactly(Math.max(gap, hard.productGap())));
      return measured;
    }

    /** Of the best pairs of the averages; its error is that of the seeds' own. */
    private static Measured growth(RatePlane narrow, RatePlane wide) {
      double error = Measured.difference(wide.logRatios(), narrow.logRatios()).error();
      return new Measured(wide.logRatio() - narrow.logRatio(), error);
    }
  }

  /** Runs the study. */
  public static Result run(StudyPlan plan, Workers workers) {
    List<Integer> widths = plan.fast() ? List.of(NARROW, WIDE) : List.of(NARROW, 256, 512, WIDE);
    long[] seeds = SEEDS.of(plan);
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
