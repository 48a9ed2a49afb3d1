// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers.signal;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.eidograph.base.Figure;
import org.eidograph.base.Figure.Axis;
import org.eidograph.base.Figure.Kind;
import org.eidograph.base.Figure.Series;
import org.eidograph.papers.Findings;
import org.eidograph.signal.limit.Histogram;
import org.eidograph.signal.limit.study.NarrowDepthStudy;
import org.eidograph.theory.limit.QuasiGeometricMotion;
import org.eidograph.theory.moments.Normal;

/** The change of sign over the width, and the two laws of one unit. */
final class InfiniteDepthFigures {
  private static final int BINS = 60;

  private InfiniteDepthFigures() {}

  static Findings of(NarrowDepthStudy.Result result) {
    return new Findings(
        result.measured(),
        List.of(
            drift(result),
            law(
                "infinite-depth-lognormal",
                "Logarithm of the growth of one unit",
                "ln(X_1/X_0)",
                Histogram.of(result.one(), -4, 3, BINS),
                y -> Normal.density(y + 0.5)),
            law(
                "infinite-depth-process",
                "The Ornstein–Uhlenbeck process behind the second activation",
                "Y_1",
                Histogram.of(result.process(), -2, 2.5, BINS),
                NarrowDepthStudy::processDensity)),
        List.of());
  }

  private static Figure drift(NarrowDepthStudy.Result result) {
    int[] widths = IntStream.rangeClosed(1, 16).toArray();
    return new Figure(
        "infinite-depth-drift",
        "Typical growth of the activations' norm against the width",
        "Below 0 most networks shrink their activations, although the mean square grows.",
        Axis.linear("width n"),
        Axis.linear("E ln(‖φ(X_1)‖/‖φ(X_0)‖)"),
        List.of(
            new Series(
                "m_n",
                Kind.LINE,
                IntStream.of(widths).asDoubleStream().toArray(),
                IntStream.of(widths).mapToDouble(QuasiGeometricMotion::drift).toArray()),
            new Series(
                "drawn",
                Kind.POINTS,
                result.lines().stream().mapToDouble(NarrowDepthStudy.Line::width).toArray(),
                result.lines().stream().mapToDouble(line -> line.logGrowth().value()).toArray())));
  }

  private static Figure law(
      String id, String title, String axis, Histogram histogram, DoubleUnaryOperator density) {
    return new Figure(
        id,
        title,
        "Bars: drawn networks of hundreds of layers. Line: the closed form of infinite depth.",
        Axis.linear(axis),
        Axis.linear("density"),
        List.of(
            histogram.bars("drawn"),
            new Series(
                "closed form",
                Kind.LINE,
                histogram.centres(),
                IntStream.range(0, BINS)
                    .mapToDouble(i -> density.applyAsDouble(histogram.centres()[i]))
                    .toArray())));
  }
}
