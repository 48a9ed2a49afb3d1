// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.limit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.eidograph.base.Figure;
import org.eidograph.base.Figure.Axis;
import org.eidograph.base.Figure.Kind;
import org.eidograph.base.Figure.Series;
import org.eidograph.signal.limit.LimitReport.Narrow;
import org.eidograph.signal.limit.LimitReport.Question;
import org.eidograph.signal.limit.LimitReport.Size;
import org.eidograph.theory.limit.QuasiGeometricMotion;
import org.eidograph.theory.moments.Normal;

/** Norms of narrow networks, and how sizes approach the common limit. */
public final class LimitFigures {
  private static final int BINS = 40;

  private LimitFigures() {}

  /** All figures of a report. */
  public static List<Figure> of(LimitReport report, Question question) {
    List<Figure> figures = new ArrayList<>();
    if (!report.narrow().isEmpty()) {
      figures.add(drift(report.narrow()));
      figures.add(laws(report.narrow(), question));
    }
    if (!report.sizes().isEmpty()) {
      figures.add(errors(report.sizes()));
      figures.add(means(report));
    }
    return figures;
  }

  private static Figure drift(List<Narrow> lines) {
    int widest = lines.stream().mapToInt(Narrow::width).max().orElse(1);
    int[] widths = IntStream.rangeClosed(1, Math.max(widest, 8)).toArray();
    return new Figure(
        "limit-drift",
        "Typical growth of the activations' norm",
        "Below 0 most networks of that width shrink their activations with depth, although the mean square grows.",
        Axis.log("width n"),
        Axis.linear("E ln(‖φ(X_1)‖/‖φ(X_0)‖)"),
        List.of(
            new Series(
                "closed form",
                Kind.LINE,
                IntStream.of(widths).asDoubleStream().toArray(),
                IntStream.of(widths).mapToDouble(QuasiGeometricMotion::drift).toArray()),
            new Series(
                "drawn",
                Kind.POINTS,
                lines.stream().mapToDouble(Narrow::width).toArray(),
                lines.stream().mapToDouble(line -> line.mean().value()).toArray())));
  }

  /** The narrowest width, the widest, and the one between. */
  private static Figure laws(List<Narrow> lines, Question question) {
    List<Narrow> ordered = lines.stream().sorted(Comparator.comparingInt(Narrow::width)).toList();
    List<Series> series = new ArrayList<>();
    IntStream.of(0, ordered.size() / 2, ordered.size() - 1)
        .distinct()
        .mapToObj(ordered::get)
        .forEach(line -> addLaw(line, question, series));
    return new Figure(
        "limit-laws",
        "Law of the growth of the activations' norm",
        "Points: drawn networks. Lines: normal with mean m_n and variance 1/n.",
        Axis.linear("ln(‖φ(X_1)‖/‖φ(X_0)‖)"),
        Axis.linear("density"),
        series);
  }

  private static void addLaw(Narrow line, Question question, List<Series> series) {
    double deviation = Math.sqrt(line.closedVariance());
    double low = line.closedMean() - 4 * deviation;
    Histogram drawn =
        Histogram.of(
            LimitMeasurement.paths(line.width(), question).logGrowth(),
            low,
            low + 8 * deviation,
            BINS);
    series.add(drawn.points("width " + line.width()));
    double[] density = new double[BINS];
    for (int i = 0; i < BINS; i++) {
      density[i] = Normal.density((drawn.centres()[i] - line.closedMean()) / deviation) / deviation;
    }
    series.add(new Series("closed, width " + line.width(), Kind.LINE, drawn.centres(), density));
  }

  private static Figure errors(List<Size> sizes) {
    return new Figure(
        "limit-error",
        "Distance of drawn networks from the limit",
        "Root mean square error of q(a, a): it falls like 1/√n, and the depth hardly matters.",
        Axis.log("width n"),
        Axis.log("root mean square error"),
        overWidths(sizes, size -> size.varianceError().value() / Math.sqrt(size.width())));
  }

  /** A line for each depth. */
  private static List<Series> overWidths(List<Size> sizes, ToDoubleFunction<Size> value) {
    List<Series> series = new ArrayList<>();
    for (int depth : sizes.stream().mapToInt(Size::depth).distinct().toArray()) {
      List<Size> own = ofDepth(sizes, depth);
      series.add(
          new Series(
              depth + " branches",
              Kind.LINE,
              own.stream().mapToDouble(Size::width).toArray(),
              own.stream().mapToDouble(value).toArray()));
    }
    return series;
  }

  private static Figure means(LimitReport report) {
    List<Size> sizes = report.sizes();
    List<Series> series = overWidths(sizes, size -> size.covariance().value());
    double[] widths = sizes.stream().mapToDouble(Size::width).distinct().sorted().toArray();
    double limit = report.limit().covariance();
    series.add(
        new Series(
            "limit",
            Kind.LINE,
            widths,
            IntStream.range(0, widths.length).mapToDouble(i -> limit).toArray()));
    return new Figure(
        "limit-covariance",
        "Mean covariance of two inputs",
        "Every order of width and depth comes to the same number, within the errors of the table.",
        Axis.log("width n"),
        Axis.linear("mean q(a, b)"),
        series);
  }

  private static List<Size> ofDepth(List<Size> sizes, int depth) {
    return sizes.stream()
        .filter(size -> size.depth() == depth)
        .sorted(Comparator.comparingInt(Size::width))
        .toList();
  }
}
