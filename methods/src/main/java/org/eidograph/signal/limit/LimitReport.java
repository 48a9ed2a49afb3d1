// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.limit;

import java.util.List;
import org.eidograph.base.UsageException;
import org.eidograph.theory.limit.CommutingLimit;
import org.eidograph.theory.moments.Domain;
import org.eidograph.theory.moments.Estimate;

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
    return new LimitMeasurement(question).report();
  }
}
