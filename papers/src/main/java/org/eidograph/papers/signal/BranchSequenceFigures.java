// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers.signal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.eidograph.base.Figure;
import org.eidograph.base.Figure.Axis;
import org.eidograph.base.Figure.Kind;
import org.eidograph.base.Figure.Series;
import org.eidograph.papers.Findings;
import org.eidograph.signal.limit.ScaleSequence;
import org.eidograph.signal.limit.study.BranchSequenceStudy;

/** Covariance over the depth for each sequence of scales. */
final class BranchSequenceFigures {
  private static final int[] DEPTHS = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000};

  private BranchSequenceFigures() {}

  static Findings of(BranchSequenceStudy.Limits limits) {
    double[] depths = Arrays.stream(DEPTHS).asDoubleStream().toArray();
    List<Series> series = new ArrayList<>();
    for (ScaleSequence sequence : ScaleSequence.ALL) {
      if (sequence.limit() != ScaleSequence.Limit.NONE) { // it would leave the page
        series.add(
            new Series(
                sequence.label(),
                Kind.LINE,
                depths,
                Arrays.stream(DEPTHS)
                    .mapToDouble(depth -> sequence.wide(depth, 0.5).covariance())
                    .toArray()));
      }
    }
    Figure figure =
        new Figure(
            "commute-2-sequences",
            "Covariance of two inputs against the depth",
            "1/√L and the ramp meet at 0.907; a convergent series stops short of it; 1/L stays at"
                + " the input's 0.5.",
            Axis.log("branches L"),
            Axis.linear("q(a, b)"),
            series);
    return new Findings(limits.measured(), List.of(figure), List.of());
  }

  static Findings of(BranchSequenceStudy.Result result) {
    double limit = BranchSequenceStudy.LIMIT.covariance();
    double[] at = {1, 2, 3};
    Figure figure =
        new Figure(
            "commute-2-drawn",
            "Drawn networks of 128 units and 64 branches",
            "1: scales 1/√L, 2: the ramp, 3: 2^(−l/2). The line is the limit of the first two.",
            Axis.linear("sequence"),
            Axis.linear("mean q(a, b)"),
            List.of(
                new Series(
                    "drawn",
                    Kind.POINTS,
                    at,
                    new double[] {
                      result.uniform().covariance().value(),
                      result.ramp().covariance().value(),
                      result.geometric().covariance().value()
                    }),
                new Series("common limit", Kind.LINE, at, new double[] {limit, limit, limit})));
    return new Findings(result.measured(), List.of(figure), List.of());
  }
}
