// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers.lora;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.eidograph.base.Figure;
import org.eidograph.base.Figure.Axis;
import org.eidograph.base.Figure.Kind;
import org.eidograph.base.Figure.Series;
import org.eidograph.base.Table;
import org.eidograph.lora.study.RatePlane;
import org.eidograph.lora.study.RatioStudy;
import org.eidograph.papers.Findings;
import org.eidograph.papers.Numbers;

/** The paper's map of losses over both rates, from our numbers. */
final class LoraPlusFigures {
  private LoraPlusFigures() {}

  static Findings of(RatioStudy.Result result) {
    RatePlane widest = result.easy().get(result.easy().size() - 1);
    return new Findings(
        result.measured(),
        List.of(byRatio(result.easy()), byWidth(result.easy(), widest)),
        List.of(plane(widest)));
  }

  private static Figure byRatio(List<RatePlane> planes) {
    return new Figure(
        "lora-plus-ratio",
        "Loss against the ratio of the rates",
        "For each ratio the best pair of rates; the lowest point moves right as the width grows.",
        Axis.log("η_B over η_A"),
        Drawing.LOSS,
        planes.stream().map(LoraPlusFigures::line).toList());
  }

  private static Series line(RatePlane plane) {
    return new Series(
        "width " + plane.width(),
        Kind.LINE,
        Drawing.powersOfTwo(List.copyOf(plane.logLossByRatio().keySet())),
        plane.logLossByRatio().values().stream().mapToDouble(Math::exp).toArray());
  }

  private static Figure byWidth(List<RatePlane> planes, RatePlane widest) {
    double[] widths = planes.stream().mapToDouble(RatePlane::width).toArray();
    double atWidest = Math.pow(2, widest.logRatio());
    return new Figure(
        "lora-plus-growth",
        "Best ratio against the width",
        "The line is the paper's law, the ratio proportional to the width, through the last point.",
        Axis.log("width"),
        Axis.log("best η_B over η_A"),
        List.of(
            new Series(
                "measured",
                Kind.POINTS,
                widths,
                Drawing.powersOfTwo(planes.stream().map(RatePlane::logRatio).toList())),
            new Series(
                "proportional to the width",
                Kind.LINE,
                widths,
                planes.stream()
                    .mapToDouble(plane -> atWidest * plane.width() / widest.width())
                    .toArray())));
  }

  /** One row for each η_A, one column for each η_B. */
  private static Table plane(RatePlane plane) {
    List<Double> a = plane.cells().stream().map(RatePlane.Cell::a).distinct().sorted().toList();
    List<Double> b = plane.cells().stream().map(RatePlane.Cell::b).distinct().sorted().toList();
    List<String> columns =
        Stream.concat(Stream.of("log2 η_A"), b.stream().map(LoraPlusFigures::head)).toList();
    List<List<String>> rows = new ArrayList<>();
    for (double of : a) {
      List<String> row = new ArrayList<>(List.of(Numbers.text(of)));
      b.forEach(with -> row.add(Numbers.text(loss(plane, of, with))));
      rows.add(row);
    }
    return new Table("Loss over both rates at width " + plane.width(), columns, rows);
  }

  private static String head(double exponent) {
    return "log2 η_B = " + Numbers.text(exponent);
  }

  private static double loss(RatePlane plane, double a, double b) {
    return plane.cells().stream()
        .filter(cell -> cell.a() == a && cell.b() == b)
        .mapToDouble(cell -> Math.exp(cell.meanLogLoss()))
        .findFirst()
        .orElse(Double.NaN);
  }
}
