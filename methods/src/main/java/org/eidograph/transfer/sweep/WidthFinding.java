// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.sweep;

import org.eidograph.theory.scaling.sweep.CurveOptimum;
import org.eidograph.theory.scaling.sweep.Interval;
import org.eidograph.theory.scaling.sweep.LearningRateCurve;
import org.eidograph.theory.scaling.sweep.SeedBootstrap;
import org.eidograph.theory.scaling.sweep.WidthCurve;
import org.jspecify.annotations.Nullable;

/**
 * What a sweep says of one width. Numbers that do not exist are null: those of an optimum at the
 * edge of the grid, intervals over one seed, the cost of a rate at which the model diverges.
 *
 * @param width n
 * @param seeds trainings of each rate
 * @param optimum where the lowest point lies
 * @param log2Lr x*, logarithm of the best rate to base 2; the grid's end if it lies there
 * @param interval 90 % of the bootstrap over seeds
 * @param edgeShare share of the bootstrap whose optimum was at an edge
 * @param loss at the optimum
 * @param curvature of the log loss by the log2 rate
 * @param basinWidth octaves of the rate within 1 % of the best loss
 * @param lowerBeyond whether a larger rate beyond the first minimum has a lower loss; it is not
 *     used
 * @param regret what the best rate of the narrowest width costs here, in log loss
 * @param regretInLoss the same in the loss itself, nats for a language model
 * @param carriedDiverges whether the narrowest width's best rate diverges here
 */
public record WidthFinding(
    long width,
    int seeds,
    Place optimum,
    double log2Lr,
    @Nullable Interval interval,
    @Nullable Double edgeShare,
    @Nullable Double loss,
    @Nullable Double curvature,
    @Nullable Double basinWidth,
    boolean lowerBeyond,
    @Nullable Double regret,
    @Nullable Double regretInLoss,
    boolean carriedDiverges) {
  private static final int RESAMPLES = 1000;

  /** Where the lowest point of a curve lies. */
  public enum Place {
    /** Between two higher neighbours. */
    INSIDE,
    /** At the smallest rate: not an optimum. */
    LOWER_EDGE,
    /** At the largest rate: not an optimum. */
    UPPER_EDGE
  }

  /** Whether the narrowest width's rate costs no more of the loss itself. */
  boolean costsAtMost(double loss) {
    return regretInLoss != null && regretInLoss <= loss;
  }

  /** Whether there is an optimum. */
  boolean found() {
    return optimum == Place.INSIDE;
  }

  /**
   * The finding of a curve.
   *
   * @param regret what the carried rate costs in log loss, perhaps infinite; null if it is not
   *     known
   * @param confidence of the interval
   */
  static WidthFinding of(WidthCurve curve, @Nullable Double regret, double confidence) {
    LearningRateCurve rates = curve.curve();
    return CurveOptimum.of(rates) instanceof CurveOptimum.Interior inside
        ? inside(curve, inside, regret, confidence)
        : atEdge(curve.width(), rates);
  }

  private static WidthFinding atEdge(long width, LearningRateCurve rates) {
    double[] grid = rates.log2Rates();
    boolean lower = GrowingGrid.asks(rates, false);
    return new WidthFinding(
        width,
        rates.seeds(),
        lower ? Place.LOWER_EDGE : Place.UPPER_EDGE,
        lower ? grid[0] : grid[grid.length - 1],
        null,
        null,
        null,
        null,
        null,
        false,
        null,
        null,
        false);
  }

  private static WidthFinding inside(
      WidthCurve curve, CurveOptimum.Interior optimum, @Nullable Double regret, double confidence) {
    LearningRateCurve rates = curve.curve();
    SeedBootstrap bootstrap =
        rates.seeds() < 2 ? null : SeedBootstrap.of(rates, confidence, RESAMPLES, 0);
    double best = Math.exp(optimum.logLoss());
    double cost = regret == null ? Double.NaN : regret;
    return new WidthFinding(
        curve.width(),
        rates.seeds(),
        Place.INSIDE,
        optimum.log2Rate(),
        bootstrap == null ? null : bootstrap.log2Rate(),
        bootstrap == null ? null : bootstrap.edgeShare(),
        best,
        finite(optimum.curvature()),
        finite(optimum.basinWidth()),
        optimum.lowerBeyond(),
        finite(cost),
        finite(best * Math.expm1(cost)),
        cost == Double.POSITIVE_INFINITY);
  }

  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
