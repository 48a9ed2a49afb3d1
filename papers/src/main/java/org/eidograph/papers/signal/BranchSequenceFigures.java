// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers.signal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.eidograph.base.Figure;
import org.eidograph.base.Figure.Axis;
import org.eidograph.base.Figure.Kind;
import org.eidograph.base.Figure.Series;
import org.eidograph.base.Table;
import org.eidograph.papers.Findings;
import org.eidograph.papers.Numbers;
import org.eidograph.signal.limit.ScaleSequence;
import org.eidograph.signal.limit.study.BranchSequenceStudy;
import org.eidograph.study.Measured;

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
    double common = BranchSequenceStudy.LIMIT.covariance();
    double own = ScaleSequence.ALL.get(2).wide(60, 0.5).covariance();
    Table drawn =
        new Table(
            "Mean covariance in drawn networks of 128 units and 64 branches",
            List.of("scales", "q(a, b)", "limit"),
            List.of(
                row(0, result.uniform(), common),
                row(1, result.ramp(), common),
                row(2, result.geometric(), own)));
    return new Findings(result.measured(), List.of(), List.of(drawn));
  }

  private static List<String> row(int sequence, BranchSequenceStudy.Drawn drawn, double limit) {
    Measured covariance = drawn.covariance();
    return List.of(
        ScaleSequence.ALL.get(sequence).label(),
        Numbers.text(covariance.value()) + " ± " + Numbers.text(covariance.error()),
        Numbers.text(limit));
  }
}
