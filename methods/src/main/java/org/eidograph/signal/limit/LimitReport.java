// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.limit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.eidograph.base.UsageException;
import org.eidograph.theory.limit.CommutingLimit;
import org.eidograph.theory.limit.FiniteNetworkSimulation;
import org.eidograph.theory.limit.FiniteWidthDiffusion;
import org.eidograph.theory.limit.FiniteWidthDiffusion.ReluPaths;
import org.eidograph.theory.limit.PlainDepthFluctuation;
import org.eidograph.theory.limit.QuasiGeometricMotion;
import org.eidograph.theory.moments.Domain;
import org.eidograph.theory.moments.Estimate;
import org.eidograph.theory.signal.BranchSchedule;

/**
 * Residual ReLU networks with branches over √L, W_ij ~ N(0, 1/n), at finite width: how the norm of
 * their activations moves, and how far two inputs' covariance is from the limit that the width and
 * the depth share (Hayou, 2022, arXiv 2210.00688; Hayou, Yang, 2023, arXiv 2302.00453; Hayou, 2023,
 * arXiv 2310.01683).
 *
 * @param narrow norms, one a width
 * @param smallestGrowingWidth from which on typical norms grow
 * @param limit covariance at infinite width and depth, in any order
 * @param sizes one a width and depth
 * @param sequences other scales than 1/√L at infinite width and the greatest depth
 * @param plain networks without skip connections from 16 units on, where the limits differ
 */
public record LimitReport(
    List<Narrow> narrow,
    int smallestGrowingWidth,
    CommutingLimit limit,
    List<Size> sizes,
    List<Sequence> sequences,
    List<Plain> plain) {
  /** Above it a command takes more than half a minute. */
  private static final double MOST_NUMBERS = 2e9;

  /** In narrower plain networks all units may die, and ln q has no mean. */
  private static final int NARROWEST_PLAIN = 16;

  public LimitReport {
    narrow = List.copyOf(narrow);
    sizes = List.copyOf(sizes);
    sequences = List.copyOf(sequences);
    plain = List.copyOf(plain);
  }

  /**
   * ln of the growth of ‖φ‖ at one width, given that not all units start dead.
   *
   * @param width n
   * @param closedMean m_n, the closed form
   * @param mean of drawn networks
   * @param median of drawn networks
   * @param closedVariance 1/n
   * @param variance of drawn networks
   * @param closedSquareGrowth growth of the mean square by the closed form
   * @param squareGrowth of drawn networks
   * @param deadStart probability that no unit is active at the start
   */
  public record Narrow(
      int width,
      double closedMean,
      Estimate mean,
      double median,
      double closedVariance,
      double variance,
      double closedSquareGrowth,
      Estimate squareGrowth,
      double deadStart) {}

  /**
   * Covariance of two inputs in drawn networks of one size.
   *
   * @param width n
   * @param depth L
   * @param wideCovariance q(a, b) of infinite width at this depth
   * @param variance mean of q(a, a)
   * @param covariance mean of q(a, b)
   * @param varianceError root mean square distance of q(a, a) from the limit, times √n
   * @param covarianceError that of q(a, b), times √n
   * @param normality largest distance of a coordinate's law from the normal one of the limit; of
   *     exactly normal ones it would be about 0.87/√networks
   */
  public record Size(
      int width,
      int depth,
      double wideCovariance,
      Estimate variance,
      Estimate covariance,
      Estimate varianceError,
      Estimate covarianceError,
      double normality) {}

  /**
   * Two inputs behind branches of infinite width with other scales.
   *
   * @param scales α_l
   * @param depth L
   * @param sumOfSquares Σα²
   * @param logVariance ln q(a, a)
   * @param correlation c
   * @param limit whether L → ∞ leads to the common limit, an own one, the input, or nowhere
   */
  public record Sequence(
      String scales,
      int depth,
      double sumOfSquares,
      double logVariance,
      double correlation,
      String limit) {}

  /** ln q of plain He-initialised networks of one size, and −5L/(2n), 5L/n beside it. */
  public record Plain(
      int width,
      int depth,
      double closedMean,
      Estimate mean,
      double closedVariance,
      double variance) {}

  /**
   * What to draw.
   *
   * @param widths n of the networks whose norms are drawn
   * @param steps L of theirs
   * @param paths how many of them a width
   * @param gridWidths n of the comparison of limits
   * @param gridDepths L of the comparison of limits
   * @param networks how many a size
   * @param correlation of the two inputs
   * @param seed of the generators
   */
  public record Question(
      List<Integer> widths,
      int steps,
      int paths,
      List<Integer> gridWidths,
      List<Integer> gridDepths,
      int networks,
      double correlation,
      long seed) {
    public Question {
      widths = List.copyOf(widths);
      gridWidths = List.copyOf(gridWidths);
      gridDepths = List.copyOf(gridDepths);
      widths.forEach(width -> Domain.atLeast("a width", width, 1));
      gridWidths.forEach(width -> Domain.atLeast("a width", width, 1));
      gridDepths.forEach(depth -> Domain.atLeast("a depth", depth, 1));
      if (gridDepths.stream().anyMatch(depth -> depth > ResidualReport.MOST_BRANCHES)) {
        throw new IllegalArgumentException(
            "a depth must be at most %d, got %s"
                .formatted(ResidualReport.MOST_BRANCHES, gridDepths));
      }
      Domain.atLeast("steps", steps, 1);
      Domain.atLeast("paths", paths, 2);
      Domain.atLeast("networks", networks, 2);
      Domain.correlation("the correlation of the inputs", correlation);
    }

    private double numbers() {
      return sum(widths) * steps * paths + 4 * sum(gridWidths) * sum(gridDepths) * networks;
    }

    private static double sum(List<Integer> sizes) {
      return sizes.stream().mapToDouble(Integer::doubleValue).sum();
    }
  }

  /**
   * The report.
   *
   * @throws IllegalArgumentException if a number is outside its range
   * @throws UsageException if the drawing would take too long
   */
  public static LimitReport of(Question question) {
    if (question.numbers() > MOST_NUMBERS) {
      throw new UsageException(
          "drawing takes at most %.0e random numbers, got %.1e for %d paths of %d steps and %d networks a size; lower --paths, --networks or the sizes"
              .formatted(
                  MOST_NUMBERS,
                  question.numbers(),
                  question.paths,
                  question.steps,
                  question.networks));
    }
    CommutingLimit limit = CommutingLimit.at(1, 1 - question.correlation, 1);
    List<Size> sizes = new ArrayList<>();
    List<Plain> plain = new ArrayList<>();
    for (int width : question.gridWidths) {
      for (int depth : question.gridDepths) {
        sizes.add(size(width, depth, question, limit));
        if (width >= NARROWEST_PLAIN) {
          plain.add(plain(width, depth, question, limit));
        }
      }
    }
    return new LimitReport(
        question.widths.stream().map(width -> narrow(width, question)).toList(),
        QuasiGeometricMotion.smallestGrowingWidth(),
        limit,
        sizes,
        sequences(question),
        plain);
  }

  private static List<Sequence> sequences(Question question) {
    int depth = question.gridDepths.stream().mapToInt(Integer::intValue).max().orElse(0);
    return depth == 0
        ? List.of()
        : ScaleSequence.ALL.stream().map(one -> sequence(one, depth, question)).toList();
  }

  private static Sequence sequence(ScaleSequence one, int depth, Question question) {
    CommutingLimit wide = one.wide(depth, question.correlation);
    return new Sequence(
        one.label(),
        depth,
        one.sumOfSquares(depth),
        Math.log(wide.variance()),
        wide.correlation(),
        one.limit().name().toLowerCase(Locale.ROOT));
  }

  /** The paths behind one line, for figures. */
  static ReluPaths paths(int width, Question question) {
    return FiniteWidthDiffusion.reluPaths(
        new FiniteWidthDiffusion.Settings(width, question.steps, question.paths, question.seed));
  }

  private static Narrow narrow(int width, Question question) {
    ReluPaths paths = paths(width, question);
    FiniteWidthDiffusion.ReluGrowth growth = paths.growth();
    return new Narrow(
        width,
        QuasiGeometricMotion.expectedLogGrowth(width, 1),
        width == 1 ? growth.plainLogGrowth() : growth.logGrowth(), // one unit drifts alike always
        median(paths.logGrowth()),
        QuasiGeometricMotion.logGrowthVariance(width, 1),
        growth.logVariance(),
        QuasiGeometricMotion.meanSquareGrowth(width, 1),
        paths.meanSquareGrowth(),
        QuasiGeometricMotion.probabilityOfDeadStart(width));
  }

  private static double median(double[] samples) {
    double[] sorted = samples.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static Size size(int width, int depth, Question question, CommutingLimit limit) {
    double[] scales = BranchSchedule.uniform().scales(depth);
    FiniteNetworkSimulation.Result drawn =
        FiniteNetworkSimulation.residual(settings(width, question), limit, scales);
    double root = Math.sqrt(width);
    return new Size(
        width,
        depth,
        CommutingLimit.ofScales(1, 1 - question.correlation, scales).covariance(),
        drawn.variance(),
        drawn.covariance(),
        times(drawn.varianceError(), root),
        times(drawn.covarianceError(), root),
        drawn.normality());
  }

  private static Plain plain(int width, int depth, Question question, CommutingLimit limit) {
    FiniteNetworkSimulation.Result drawn =
        FiniteNetworkSimulation.plain(settings(width, question), limit, depth);
    return new Plain(
        width,
        depth,
        PlainDepthFluctuation.meanLogVariance(width, depth),
        drawn.logVariance(),
        PlainDepthFluctuation.varianceOfLogVariance(width, depth),
        drawn.logSpread());
  }

  private static FiniteNetworkSimulation.Settings settings(int width, Question question) {
    return new FiniteNetworkSimulation.Settings(
        width, question.networks, 1 - question.correlation, question.seed);
  }

  private static Estimate times(Estimate estimate, double factor) {
    return new Estimate(estimate.value() * factor, estimate.error() * factor);
  }
}
