// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.study;

import java.util.List;
import java.util.Map;
import org.eidograph.study.Measured;
import org.eidograph.study.Seeds;
import org.eidograph.study.StudyPlan;
import org.eidograph.theory.lora.RandomFactor;
import org.eidograph.train.engine.Workers;

/**
 * Whether the best rate of an adapter with Init[B] and scale 1 tells that of full fine-tuning
 * (Chen, Villar, Hayou, 2026, arXiv 2602.06204).
 *
 * <p>Width 256. Both go as one over the width, but at small rank the adapter's best rate lies above
 * the other: the gap in octaves must fit into the bracket ×{1, 1/2, 1/4}, and shrink with the rank.
 */
public final class TransferStudy {
  private static final int WIDTH = 256;
  private static final int SMALL = 16;
  private static final int LARGE = 128;
  private static final List<Double> GRID = RateSweep.grid(-11, -5, 0.5);

  private TransferStudy() {}

  /**
   * What was found.
   *
   * @param small curve of rank 16
   * @param large curve of rank 128
   * @param full curve of the whole weight
   */
  public record Result(RateCurve small, RateCurve large, RateCurve full) {
    /** Octaves from the best rate of full fine-tuning up to that of rank 16. */
    public Measured gapOfSmall() {
      return Measured.difference(small.centres(), full.centres());
    }

    /** The numbers of the claims, by their ids. */
    public Map<String, Measured> measured() {
      return Map.of(
          "full-bracket",
          gapOfSmall(),
          "full-closer",
          Measured.difference(small.centres(), large.centres()));
    }
  }

  /** Runs the study. */
  public static Result run(StudyPlan plan, Workers workers) {
    try (RateSweep sweep = new RateSweep(workers, Seeds.USUAL.of(plan))) {
      List<RateCurve> curves =
          sweep.curves(
              List.of(
                  student(adapter(SMALL)), student(adapter(LARGE)), student(new Student.Whole())),
              GRID);
      return new Result(curves.get(0), curves.get(1), curves.get(2));
    }
  }

  private static Student adapter(int rank) {
    return new Student.Adapter(RandomFactor.B, rank, 1);
  }

  private static RateSweep.Case student(Student student) {
    return new RateSweep.Case(ShiftTask.Shape.ofWidth(WIDTH), student);
  }
}
