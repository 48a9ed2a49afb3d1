// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.limit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.eidograph.signal.limit.LimitReport.Narrow;
import org.eidograph.signal.limit.LimitReport.Plain;
import org.eidograph.signal.limit.LimitReport.Question;
import org.eidograph.signal.limit.LimitReport.Sequence;
import org.eidograph.signal.limit.LimitReport.Size;
import org.eidograph.theory.limit.CommutingLimit;
import org.eidograph.theory.limit.FiniteNetworkSimulation;
import org.eidograph.theory.limit.FiniteWidthDiffusion;
import org.eidograph.theory.limit.FiniteWidthDiffusion.ReluPaths;
import org.eidograph.theory.limit.PlainDepthFluctuation;
import org.eidograph.theory.limit.QuasiGeometricMotion;
import org.eidograph.theory.moments.Estimate;
import org.eidograph.theory.signal.BranchSchedule;

/** Draws the networks of a {@link LimitReport} and sets the closed forms beside them. */
final class LimitMeasurement {
  /** In narrower plain networks all units may die, and ln q has no mean. */
  private static final int NARROWEST_PLAIN = 16;

  private final Question question;
  private final CommutingLimit limit;

  LimitMeasurement(Question question) {
    this.question = question;
    this.limit = CommutingLimit.at(1, 1 - question.correlation(), 1);
  }

  LimitReport report() {
    List<Size> sizes = new ArrayList<>();
    List<Plain> plain = new ArrayList<>();
    for (int width : question.gridWidths()) {
      for (int depth : question.gridDepths()) {
        sizes.add(size(width, depth));
        if (width >= NARROWEST_PLAIN) {
          plain.add(plain(width, depth));
        }
      }
    }
    return new LimitReport(
        question.widths().stream().map(this::narrow).toList(),
        QuasiGeometricMotion.smallestGrowingWidth(),
        limit,
        sizes,
        sequences(),
        plain);
  }

  private List<Sequence> sequences() {
    int depth = question.gridDepths().stream().mapToInt(Integer::intValue).max().orElse(0);
    return depth == 0
        ? List.of()
        : ScaleSequence.ALL.stream().map(one -> sequence(one, depth)).toList();
  }

  private Sequence sequence(ScaleSequence one, int depth) {
    CommutingLimit wide = one.wide(depth, question.correlation());
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
        new FiniteWidthDiffusion.Settings(
            width, question.steps(), question.paths(), question.seed()));
  }

  private Narrow narrow(int width) {
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

  private Size size(int width, int depth) {
    double[] scales = BranchSchedule.uniform().scales(depth);
    FiniteNetworkSimulation.Result drawn =
        FiniteNetworkSimulation.residual(settings(width), limit, scales);
    double root = Math.sqrt(width);
    return new Size(
        width,
        depth,
        CommutingLimit.ofScales(1, 1 - question.correlation(), scales).covariance(),
        drawn.variance(),
        drawn.covariance(),
        times(drawn.varianceError(), root),
        times(drawn.covarianceError(), root),
        drawn.normality());
  }

  private Plain plain(int width, int depth) {
    FiniteNetworkSimulation.Result drawn =
        FiniteNetworkSimulation.plain(settings(width), limit, depth);
    return new Plain(
        width,
        depth,
        PlainDepthFluctuation.meanLogVariance(width, depth),
        drawn.logVariance(),
        PlainDepthFluctuation.varianceOfLogVariance(width, depth),
        drawn.logSpread());
  }

  private FiniteNetworkSimulation.Settings settings(int width) {
    return new FiniteNetworkSimulation.Settings(
        width, question.networks(), 1 - question.correlation(), question.seed());
  }

  private static Estimate times(Estimate estimate, double factor) {
    return new Estimate(estimate.value() * factor, estimate.error() * factor);
  }
}
