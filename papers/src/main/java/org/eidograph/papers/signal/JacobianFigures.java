// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers.signal;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.eidograph.base.Figure;
import org.eidograph.base.Figure.Axis;
import org.eidograph.base.Figure.Kind;
import org.eidograph.base.Figure.Series;
import org.eidograph.papers.Findings;
import org.eidograph.signal.limit.study.JacobianStudy;
import org.eidograph.signal.limit.study.PrunedLayerStudy;
import org.eidograph.theory.signal.JacobianSpectrum;
import org.eidograph.theory.signal.PrunedCriticality;

/** Norms over the depth, and the factors that pruning asks for. */
final class JacobianFigures {
  private static final double HIGHEST_SPARSITY = 0.99;

  private JacobianFigures() {}

  static Findings of(JacobianStudy.Result result) {
    double[] depths = IntStream.rangeClosed(1, 10).asDoubleStream().toArray();
    Figure norms =
        new Figure(
            "jacobian-norm",
            "Norm of a product of layers",
            "Lines: infinite width. Points: drawn products. Far from the exponential growth that"
                + " norms of single layers would allow.",
            Axis.linear("layers m"),
            Axis.linear("largest singular value"),
            List.of(
                limit("linear", depths, m -> JacobianSpectrum.linearNorm((int) m)),
                limit("ReLU", depths, m -> JacobianSpectrum.maskedNorm((int) m, 0.5, 2)),
                drawn("linear, drawn", result.linear()),
                drawn("ReLU, drawn", result.relu())));
    return new Findings(result.measured(), List.of(norms), List.of());
  }

  private static Series limit(String name, double[] x, DoubleUnaryOperator value) {
    return new Series(name, Kind.LINE, x, Arrays.stream(x).map(value).toArray());
  }

  private static Series drawn(String name, List<JacobianStudy.Line> lines) {
    return new Series(
        name,
        Kind.POINTS,
        lines.stream().mapToDouble(JacobianStudy.Line::factors).toArray(),
        lines.stream().mapToDouble(line -> line.norm().value()).toArray());
  }

  static Findings of(PrunedLayerStudy.Result result) {
    double[] sparsity =
        IntStream.rangeClosed(0, 99).mapToDouble(i -> i * HIGHEST_SPARSITY / 99).toArray();
    Figure factors =
        new Figure(
            "jacobian-rescale",
            "Factor on the weights that remain",
            "What keeps gradients at their size after pruning. The point is measured on drawn"
                + " weights.",
            Axis.linear("sparsity"),
            Axis.log("factor"),
            List.of(
                limit(
                    "at random",
                    sparsity,
                    s -> PrunedCriticality.rescale(PrunedCriticality.randomSecondMoment(s))),
                limit(
                    "by magnitude",
                    sparsity,
                    s -> PrunedCriticality.rescale(PrunedCriticality.magnitudeSecondMoment(s))),
                new Series(
                    "by magnitude, drawn",
                    Kind.POINTS,
                    new double[] {0.9},
                    new double[] {PrunedCriticality.rescale(result.kept().value())})));
    return new Findings(result.measured(), List.of(factors), List.of());
  }
}
