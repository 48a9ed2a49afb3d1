// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eidograph.study.Measured;
import org.eidograph.study.Seeds;
import org.eidograph.study.StudyPlan;
import org.eidograph.theory.lora.LoraScale;
import org.eidograph.theory.lora.RandomFactor;
import org.eidograph.train.engine.Workers;

/**
 * How the best learning rate moves with the rank, for each way of choosing the multiplier (Chen,
 * Villar, Hayou, 2026, arXiv 2602.06204).
 *
 * <p>Width 256. Predicted exponents of the rank: Init[A] with scale 1 −1/2, with scale r^-1/2 −1/4,
 * with scale 1/r 0; Init[B] with scale 1 0 as long as the rank is far below the width.
 */
public final class RankStudy {
  private static final int WIDTH = 256;
  private static final List<Integer> RANKS = List.of(8, 32, 128);
  private static final List<Integer> SMALL_RANKS = List.of(4, 8, 16);
  private static final List<Double> GRID = RateSweep.grid(-11, -2, 0.5);

  private RankStudy() {}

  /** One way of choosing start and multiplier. */
  private record Setting(
      String id, String name, RandomFactor start, LoraScale scale, List<Integer> ranks) {
    Line line(List<RateCurve> curves) {
      return new Line(id, name, ranks, curves);
    }

    List<RateSweep.Case> cases() {
      return ranks.stream()
          .map(
              rank ->
                  new RateSweep.Case(
                      ShiftTask.Shape.ofWidth(WIDTH), Student.Adapter.of(start, rank, scale)))
          .toList();
    }
  }

  private static final List<Setting> SETTINGS =
      List.of(
          new Setting(
              "M2-scale-1", "Init[A], scale 1", RandomFactor.A, new LoraScale.Explicit(1), RANKS),
          new Setting(
              "M2-rank-stabilised",
              "Init[A], scale r^-1/2",
              RandomFactor.A,
              new LoraScale.RankStabilised(1),
              RANKS),
          new Setting(
              "M2-fixed-alpha",
              "Init[A], scale 1/r",
              RandomFactor.A,
              new LoraScale.Alpha(1),
              RANKS),
          new Setting(
              "M2-init-b",
              "Init[B], scale 1",
              RandomFactor.B,
              new LoraScale.Explicit(1),
              SMALL_RANKS));

  /**
   * One setting's curves over the rank.
   *
   * @param id of the claim about its slope
   * @param name the setting in a few words
   * @param ranks ascending
   * @param curves by rank
   */
  public record Line(String id, String name, List<Integer> ranks, List<RateCurve> curves) {
    public Line {
      ranks = List.copyOf(ranks);
      curves = List.copyOf(curves);
    }

    /** How the best rate moves with the rank. */
    public Slope slope() {
      return Slope.of(ranks, curves);
    }
  }

  /** What was found, setting by setting. */
  public record Result(List<Line> lines) {
    public Result {
      lines = List.copyOf(lines);
    }

    /** The numbers of the claims, by their ids. */
    public Map<String, Measured> measured() {
      return lines.stream().collect(Collectors.toMap(Line::id, line -> line.slope().measured()));
    }
  }

  /** Runs the study. */
  public static Result run(StudyPlan plan, Workers workers) {
    List<Line> lines = new ArrayList<>();
    try (RateSweep sweep = new RateSweep(workers, Seeds.USUAL.of(plan))) {
      for (Setting setting : SETTINGS) {
        lines.add(setting.line(sweep.curves(setting.cases(), GRID)));
      }
    }
    return new Result(lines);
  }
}
