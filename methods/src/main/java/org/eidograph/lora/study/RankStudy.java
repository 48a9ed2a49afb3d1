// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.study;

import java.util.ArrayList;
import java.util.List;
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

  /** One way of choosing start and multiplier, with the slope it must have. */
  private record Setting(
      String id,
      String words,
      RandomFactor start,
      LoraScale scale,
      List<Integer> ranks,
      double least,
      double most) {
    Line line(List<RateCurve> curves) {
      Slope slope = Slope.of(ranks, curves);
      String sentence =
          "the best rate of %s goes as the rank to a power in the range".formatted(words);
      return new Line(ranks, curves, slope, new Claim(id, sentence, slope.measured(), least, most));
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
              "M2-scale-1",
              "Init[A] with scale 1",
              RandomFactor.A,
              new LoraScale.Explicit(1),
              RANKS,
              -0.65,
              -0.3),
          new Setting(
              "M2-rank-stabilised",
              "Init[A] with scale r^-1/2",
              RandomFactor.A,
              new LoraScale.RankStabilised(1),
              RANKS,
              -0.4,
              -0.1),
          new Setting(
              "M2-fixed-alpha",
              "Init[A] with scale 1/r",
              RandomFactor.A,
              new LoraScale.Alpha(1),
              RANKS,
              -0.15,
              0.2),
          new Setting(
              "M2-init-b",
              "Init[B] with scale 1 at small ranks",
              RandomFactor.B,
              new LoraScale.Explicit(1),
              SMALL_RANKS,
              -0.5,
              0.35));

  /**
   * One setting's curves over the rank.
   *
   * @param ranks ascending
   * @param curves by rank
   */
  public record Line(List<Integer> ranks, List<RateCurve> curves, Slope slope, Claim claim) {
    public Line {
      ranks = List.copyOf(ranks);
      curves = List.copyOf(curves);
    }
  }

  /** What was found, setting by setting. */
  public record Result(List<Line> lines) {
    public Result {
      lines = List.copyOf(lines);
    }

    /** The claims with their numbers. */
    public List<Claim> claims() {
      return lines.stream().map(Line::claim).toList();
    }
  }

  /** Runs the study. */
  public static Result run(StudySize size, Workers workers) {
    List<Line> lines = new ArrayList<>();
    try (RateSweep sweep = new RateSweep(workers, size.seeds())) {
      for (Setting setting : SETTINGS) {
        lines.add(setting.line(sweep.curves(setting.cases(), GRID)));
      }
    }
    return new Result(lines);
  }
}
