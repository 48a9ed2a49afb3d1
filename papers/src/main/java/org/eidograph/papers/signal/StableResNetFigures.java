// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers.signal;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.eidograph.base.Figure;
import org.eidograph.base.Figure.Axis;
import org.eidograph.base.Figure.Kind;
import org.eidograph.base.Figure.Series;
import org.eidograph.papers.Findings;
import org.eidograph.signal.limit.study.BranchScaleStudy;
import org.eidograph.study.Measured;
import org.eidograph.theory.signal.BranchSchedule;
import org.eidograph.theory.signal.ResidualKernel;

/** Growth and correlation over the depth under each way to scale the branches. */
final class StableResNetFigures {
  private static final int[] DEPTHS = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000};
  private static final ResidualKernel KERNEL = ResidualKernel.relu(Math.sqrt(2));

  private StableResNetFigures() {}

  static Findings of(BranchScaleStudy.Result result) {
    Figure growth =
        new Figure(
            "stable-resnet-growth",
            "Growth of the variance against the depth",
            "Lines: infinite width. Points: drawn networks of width 256. The gradient grows by the"
                + " same factor.",
            Axis.log("branches L"),
            Axis.log("ln(q_L/q_0)"),
            List.of(
                line("no scale", BranchSchedule.unscaled()),
                line("1/√L", BranchSchedule.uniform()),
                line("1/(√l·ln(l + 1))", new BranchSchedule.Decreasing(0)),
                new Series(
                    "drawn, forward",
                    Kind.POINTS,
                    branches(result),
                    logs(result, BranchScaleStudy.Drawn::logVariance)),
                new Series(
                    "drawn, backward",
                    Kind.POINTS,
                    branches(result),
                    logs(result, BranchScaleStudy.Drawn::logGradient))));
    return new Findings(result.measured(), List.of(growth, correlation()), List.of());
  }

  private static double[] branches(BranchScaleStudy.Result result) {
    return all(result).mapToDouble(BranchScaleStudy.Drawn::branches).toArray();
  }

  private static double[] logs(
      BranchScaleStudy.Result result, Function<BranchScaleStudy.Drawn, Measured> number) {
    return all(result).map(number).mapToDouble(each -> each.value()).toArray();
  }

  private static Stream<BranchScaleStudy.Drawn> all(BranchScaleStudy.Result result) {
    return Stream.of(result.unscaled(), result.uniform(), result.decreasing());
  }

  private static Series line(String name, BranchSchedule schedule) {
    return series(name, depth -> KERNEL.effectiveDepth(schedule.scales(depth)));
  }

  private static Figure correlation() {
    return new Figure(
        "stable-resnet-correlation",
        "What is left of the difference of two inputs",
        "From correlation 1/2, infinite width.",
        Axis.log("branches L"),
        Axis.log("1 - correlation"),
        List.of(
            gamma("no scale", BranchSchedule.unscaled()),
            gamma("1/√L", BranchSchedule.uniform()),
            gamma("1/(√l·ln(l + 1))", new BranchSchedule.Decreasing(0))));
  }

  private static Series gamma(String name, BranchSchedule schedule) {
    return series(name, depth -> KERNEL.run(0.5, schedule, depth).gamma());
  }

  static Findings of(BranchScaleStudy.Limits limits) {
    Figure points =
        new Figure(
            "stable-resnet-points",
            "Whether five points on a circle stay distinct",
            "Smallest eigenvalue of their correlations; 0 would mean that the network cannot tell"
                + " them apart.",
            Axis.log("layers"),
            Axis.log("smallest eigenvalue"),
            List.of(
                series("plain network", BranchScaleStudy::plainEigenvalue),
                series(
                    "residual, 1/√L",
                    depth ->
                        BranchScaleStudy.residualEigenvalue(
                            KERNEL.effectiveDepth(BranchSchedule.uniform().scales(depth))))));
    return new Findings(limits.measured(), List.of(points), List.of());
  }

  private static Series series(String name, IntToDoubleFunction value) {
    double[] depths = Arrays.stream(DEPTHS).asDoubleStream().toArray();
    return new Series(name, Kind.LINE, depths, Arrays.stream(DEPTHS).mapToDouble(value).toArray());
  }
}
