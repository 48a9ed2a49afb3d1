// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.limit;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.UsageException;
import org.eidograph.theory.moments.Estimate;
import org.eidograph.theory.signal.ResidualGradientSimulation;
import org.eidograph.theory.signal.ResidualGradientSimulation.Result;
import org.jspecify.annotations.Nullable;

/**
 * What a residual ReLU network of some depth does to variance, gradient and correlation under
 * several ways to scale its branches, and the scale to take (Hayou et al., Stable ResNet, 2020,
 * arXiv 2010.12859).
 *
 * @param branches L
 * @param sigmaW σ_w of the branches
 * @param initialCorrelation of the two inputs
 * @param schedules one a way
 * @param advice the scale to take
 * @param notes what to mind
 */
public record ResidualReport(
    int branches,
    double sigmaW,
    double initialCorrelation,
    List<Line> schedules,
    Advice advice,
    List<String> notes) {
  /** Above it a command takes more than a few seconds for each schedule. */
  private static final double MOST_NUMBERS = 3e8;

  /** Above it the vectors of one network take more than 160 MB. */
  private static final double MOST_KEPT = 2e7;

  /** Their scales take 80 MB. */
  static final int MOST_BRANCHES = 10_000_000;

  /** From here on a first branch outweighs its input. */
  private static final double AMPLIFIES = 1;

  public ResidualReport {
    schedules = List.copyOf(schedules);
    notes = List.copyOf(notes);
  }

  /**
   * One way to scale the branches.
   *
   * @param schedule its name
   * @param firstScale λ_1
   * @param lastScale λ_L
   * @param growth how q_L grows with L
   * @param logVariance ln(q_L/q_0)
   * @param logGradient ln of E‖∂y_L/∂y_0‖²_F/n
   * @param correlation at the output
   * @param tangentRatio K(x, x')/K(x, x) of the tangent kernel; null with normalised branches
   * @param limitCorrelation of infinite depth; null where it has no closed form
   * @param drawnLogVariance ln(q_L/q_0) of drawn networks; null if none were drawn
   * @param drawnLogGradient ln(‖g_0‖²/‖g_L‖²) of theirs
   */
  public record Line(
      String schedule,
      double firstScale,
      double lastScale,
      String growth,
      double logVariance,
      double logGradient,
      double correlation,
      @Nullable Double tangentRatio,
      @Nullable Double limitCorrelation,
      @Nullable Estimate drawnLogVariance,
      @Nullable Estimate drawnLogGradient) {}

  /**
   * The scale to take.
   *
   * @param residualScale λ, the same for every branch
   * @param growth q_L/q_0 with it, and of the gradient
   */
  public record Advice(double residualScale, double growth) {}

  /**
   * What to ask.
   *
   * @param branches L
   * @param schedules which ways to compare
   * @param sigmaW σ_w of the branches
   * @param correlation of the two inputs
   * @param growth q_L/q_0 that the advice may reach; null for 1/√L
   */
  public record Question(
      int branches,
      List<BranchChoice> schedules,
      double sigmaW,
      double correlation,
      @Nullable Double growth) {
    public Question {
      schedules = List.copyOf(schedules);
      if (branches > MOST_BRANCHES) {
        throw new IllegalArgumentException(
            "the number of branches must be at most %d, got %d".formatted(MOST_BRANCHES, branches));
      }
    }
  }

  /**
   * Which networks to draw.
   *
   * @param width n
   * @param networks for each schedule; 0 for none
   * @param seed of the generator
   */
  public record Drawing(int width, int networks, long seed) {}

  /**
   * The report.
   *
   * @throws IllegalArgumentException if a number is outside its range
   * @throws UsageException if the drawing would take too long
   */
  public static ResidualReport of(Question question, Drawing drawing) {
    requireFeasible(question, drawing);
    List<Line> lines = new ArrayList<>();
    for (BranchChoice choice : question.schedules) {
      lines.add(line(choice, question, drawing));
    }
    return new ResidualReport(
        question.branches,
        question.sigmaW,
        question.correlation,
        lines,
        advice(question),
        notes(question, lines));
  }

  private static void requireFeasible(Question question, Drawing drawing) {
    double kept = 2.0 * drawing.width * question.branches;
    if (drawing.networks == 0 || kept <= MOST_KEPT && kept * drawing.networks <= MOST_NUMBERS) {
      return;
    }
    throw new UsageException(
        "drawing takes 2·width·branches·networks numbers, at most %.0e and %.0e a network, got width %d, %d branches, %d networks; lower --networks or --width, or draw none with --networks 0"
            .formatted(
                MOST_NUMBERS, MOST_KEPT, drawing.width, question.branches, drawing.networks));
  }

  private static Line line(BranchChoice choice, Question question, Drawing drawing) {
    BranchChoice.Outcome end = choice.at(question.branches, question.sigmaW, question.correlation);
    Result drawn = drawn(choice, question, drawing);
    return new Line(
        choice.label(),
        end.firstScale(),
        end.lastScale(),
        choice.growth(question.sigmaW),
        end.logVariance(),
        end.logGradient(),
        end.correlation(),
        end.tangentRatio(),
        choice.limitCorrelation(question.sigmaW, question.correlation),
        drawn == null ? null : drawn.logVariance(),
        drawn == null ? null : drawn.logGradient());
  }

  private static @Nullable Result drawn(BranchChoice choice, Question question, Drawing drawing) {
    double[] scales = choice.drawnScales(question.branches);
    return drawing.networks == 0 || scales == null
        ? null
        : ResidualGradientSimulation.run(
            new ResidualGradientSimulation.Settings(
                drawing.width, drawing.networks, question.sigmaW, drawing.seed),
            scales);
  }

  /** λ from {@code (1 + λ²σ_w²/2)^L = growth}, or 1/√L. */
  private static Advice advice(Question question) {
    double half = question.sigmaW * question.sigmaW / 2;
    double depth = question.branches;
    if (question.growth == null) {
      return new Advice(1 / Math.sqrt(depth), Math.exp(depth * Math.log1p(half / depth)));
    }
    if (!(question.growth > 1) || Double.isInfinite(question.growth)) {
      throw new IllegalArgumentException(
          "a growth must be above 1 and finite, got " + question.growth);
    }
    double alpha = Math.expm1(Math.log(question.growth) / depth);
    return new Advice(Math.sqrt(alpha / half), question.growth);
  }

  private static List<String> notes(Question question, List<Line> lines) {
    List<String> notes = new ArrayList<>();
    notes.add("count branches, not layers: a transformer block has two, so 1/sqrt(2·blocks)");
    lines.stream()
        .filter(line -> line.schedule.startsWith("decreasing") && line.firstScale > AMPLIFIES)
        .forEach(
            line ->
                notes.add(
                    "the decreasing schedule begins at %.4f, above 1: the first branch outweighs its input; --offset 3 begins at 0.3107"
                        .formatted(line.firstScale)));
    if (question.growth == null) {
      notes.add(
          "scales that decrease along the network do not change when blocks are added at its end; 1/sqrt(L) does");
    }
    return notes;
  }
}
