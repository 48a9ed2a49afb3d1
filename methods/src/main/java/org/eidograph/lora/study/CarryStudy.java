// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.study;

import java.util.List;
import java.util.Map;
import org.eidograph.study.Measured;
import org.eidograph.study.Seeds;
import org.eidograph.study.StudyPlan;
import org.eidograph.theory.lora.LoraLearningRate;
import org.eidograph.theory.lora.LoraLearningRate.Setting;
import org.eidograph.theory.lora.RandomFactor;
import org.eidograph.train.engine.Workers;

/**
 * What it costs to carry a learning rate from a small rank to a large one, with and without the
 * rule {@code η ∝ r^-1/2} of Init[A] at scale 1 (Chen, Villar, Hayou, 2026, arXiv 2602.06204).
 *
 * <p>Width 256, tuned at rank 16. Regret is the loss at the carried rate over the loss at the rate
 * tuned at the large rank itself.
 */
public final class CarryStudy {
  private static final int WIDTH = 256;
  private static final int SMALL = 16;
  private static final int LARGE = 128;
  private static final List<Double> GRID = RateSweep.grid(-11, -2, 0.5);

  private CarryStudy() {}

  /**
   * What was found.
   *
   * @param small curve at rank 16
   * @param large curve at rank 128
   */
  public record Result(RateCurve small, RateCurve large) {
    /** log2 of the best rate at rank 16. */
    public double tuned() {
      return small.exponents().get(small.best());
    }

    /** log2 of what the rule makes of it at rank 128, a point of the grid. */
    public double carried() {
      double factor = LoraLearningRate.convert(1, setting(SMALL), setting(LARGE));
      return Math.rint(2 * (tuned() + Math.log(factor) / Math.log(2))) / 2;
    }

    /** Regret without the rule. */
    public Measured regretUnchanged() {
      return Measured.ratio(large.at(tuned()), large.atBest());
    }

    /** Regret with the rule. */
    public Measured regretCarried() {
      return Measured.ratio(large.at(carried()), large.atBest());
    }

    /** The numbers of the claims, by their ids. */
    public Map<String, Measured> measured() {
      return Map.of("M3-carried", regretCarried(), "M3-unchanged", regretUnchanged());
    }
  }

  /** Runs the study. */
  public static Result run(StudyPlan plan, Workers workers) {
    try (RateSweep sweep = new RateSweep(workers, Seeds.USUAL.of(plan))) {
      List<RateCurve> curves = sweep.curves(List.of(adapter(SMALL), adapter(LARGE)), GRID);
      return new Result(curves.get(0), curves.get(1));
    }
  }

  private static RateSweep.Case adapter(int rank) {
    return new RateSweep.Case(
        ShiftTask.Shape.ofWidth(WIDTH), new Student.Adapter(RandomFactor.A, rank, 1));
  }

  private static Setting setting(int rank) {
    return new Setting(RandomFactor.A, 1, rank, WIDTH);
  }
}
