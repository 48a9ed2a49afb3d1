// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers.signal;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.eidograph.base.Figure;
import org.eidograph.base.Figure.Axis;
import org.eidograph.base.Figure.Kind;
import org.eidograph.base.Figure.Series;
import org.eidograph.base.Table;
import org.eidograph.papers.Findings;
import org.eidograph.papers.Numbers;
import org.eidograph.signal.limit.study.LimitOrderStudy;
import org.eidograph.signal.limit.study.LimitOrderStudy.Cell;
import org.eidograph.study.Measured;

/** Error over the width at several depths, and the table of all sizes. */
final class LimitOrderFigures {
  private LimitOrderFigures() {}

  static Findings of(LimitOrderStudy.Result result) {
    return new Findings(
        result.measured(), List.of(errors(result), means(result)), List.of(table(result)));
  }

  private static Figure errors(LimitOrderStudy.Result result) {
    double[] widths = {32, 64, 128, 256, 512};
    return new Figure(
        "commute-1-error",
        "Distance of finite networks from the limit",
        "Root mean square error of q(a, a); the line is 3.5/√n. Depth hardly matters.",
        Axis.log("width n"),
        Axis.log("root mean square error"),
        List.of(
            points("8 branches", result, 8, cell -> cell.varianceError().value()),
            points("32 branches", result, 32, cell -> cell.varianceError().value()),
            points("128 branches", result, 128, cell -> cell.varianceError().value()),
            points("512 branches", result, 512, cell -> cell.varianceError().value()),
            new Series(
                "3.5/√n",
                Kind.LINE,
                widths,
                Arrays.stream(widths).map(n -> 3.5 / Math.sqrt(n)).toArray())));
  }

  private static Figure means(LimitOrderStudy.Result result) {
    double[] ends = {32, 512};
    double limit = LimitOrderStudy.LIMIT.covariance();
    return new Figure(
        "commute-1-mean",
        "Mean covariance of two inputs",
        "Every order of width and depth comes to the same number; the table shows the errors.",
        Axis.log("width n"),
        Axis.linear("mean q(a, b)"),
        List.of(
            points("8 branches", result, 8, cell -> cell.covariance().value()),
            points("32 branches", result, 32, cell -> cell.covariance().value()),
            points("128 branches", result, 128, cell -> cell.covariance().value()),
            points("512 branches", result, 512, cell -> cell.covariance().value()),
            new Series("limit", Kind.LINE, ends, new double[] {limit, limit})));
  }

  private static Series points(
      String name, LimitOrderStudy.Result result, int depth, ToDoubleFunction<Cell> value) {
    List<Cell> cells =
        result.cells().stream()
            .filter(cell -> cell.shape().depth() == depth)
            .sorted(Comparator.comparingInt(cell -> cell.shape().width()))
            .toList();
    return new Series(
        name,
        Kind.POINTS,
        cells.stream().mapToDouble(cell -> cell.shape().width()).toArray(),
        cells.stream().mapToDouble(value).toArray());
  }

  private static Table table(LimitOrderStudy.Result result) {
    return new Table(
        "Drawn networks beside the limit, q(a, a) = 1.649, q(a, b) = 0.907",
        List.of("width", "branches", "q(a, a)", "q(a, b)", "error of q(a, a)·√n", "of q(a, b)·√n"),
        result.cells().stream().map(LimitOrderFigures::row).toList());
  }

  private static List<String> row(Cell cell) {
    double root = Math.sqrt(cell.shape().width());
    return List.of(
        String.valueOf(cell.shape().width()),
        String.valueOf(cell.shape().depth()),
        text(cell.variance()),
        text(cell.covariance()),
        Numbers.text(cell.varianceError().value() * root),
        Numbers.text(cell.covarianceError().value() * root));
  }

  private static String text(Measured measured) {
    return Numbers.text(measured.value()) + " ± " + Numbers.text(measured.error());
  }
}
