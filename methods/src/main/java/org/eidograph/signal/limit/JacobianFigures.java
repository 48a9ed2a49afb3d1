// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.limit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.eidograph.base.Figure;
import org.eidograph.base.Figure.Axis;
import org.eidograph.base.Figure.Kind;
import org.eidograph.base.Figure.Series;
import org.eidograph.signal.limit.JacobianReport.Product;
import org.eidograph.theory.signal.PrunedCriticality;

/** Norms and moments over the depth, and the factors after pruning. */
public final class JacobianFigures {
  private static final int POINTS = 100;
  private static final double SPARSEST = 0.995;

  private JacobianFigures() {}

  /** All figures of a report. */
  public static List<Figure> of(JacobianReport report) {
    List<Figure> figures = new ArrayList<>();
    if (!report.products().isEmpty()) {
      figures.add(norms(report.products()));
      figures.add(moments(report.products()));
    }
    figures.add(factors(report));
    return figures;
  }

  private static Figure norms(List<Product> products) {
    List<Series> series = new ArrayList<>();
    double[] layers = products.stream().mapToDouble(Product::layers).toArray();
    double[] limits =
        products.stream()
            .mapToDouble(each -> each.limitNorm() == null ? Double.NaN : each.limitNorm())
            .toArray();
    if (Arrays.stream(limits).anyMatch(Double::isFinite)) {
      series.add(new Series("infinite width", Kind.LINE, layers, limits));
    }
    series.add(
        new Series(
            "drawn",
            Kind.POINTS,
            layers,
            products.stream().mapToDouble(each -> each.norm().value()).toArray()));
    return new Figure(
        "jacobian-norm",
        "Largest singular value of the Jacobian",
        "Over the root of the mean squared one. It grows like the root of the depth, not exponentially.",
        Axis.linear("layers"),
        Axis.linear("norm"),
        series);
  }

  private static Figure moments(List<Product> products) {
    double[] layers = products.stream().mapToDouble(Product::layers).toArray();
    return new Figure(
        "jacobian-moment",
        "Spread of the squared singular values",
        "Their second moment over the square of the first; 1 would mean that all are alike.",
        Axis.linear("layers"),
        Axis.linear("ratio"),
        List.of(
            new Series(
                "infinite width",
                Kind.LINE,
                layers,
                products.stream().mapToDouble(Product::limitMoment).toArray()),
            new Series(
                "drawn",
                Kind.POINTS,
                layers,
                products.stream().mapToDouble(each -> each.moment().value()).toArray())));
  }

  private static Figure factors(JacobianReport report) {
    double[] sparsity =
        IntStream.range(0, POINTS).mapToDouble(i -> SPARSEST * i / (POINTS - 1)).toArray();
    return new Figure(
        "jacobian-rescale",
        "Factor on the weights that remain after pruning",
        "Layers of %d inputs are dense enough for it up to a sparsity of %.4f."
            .formatted(report.fanIn(), report.safeSparsity()),
        Axis.linear("sparsity"),
        Axis.log("factor"),
        List.of(
            line("at random", sparsity, PrunedCriticality::randomSecondMoment),
            line("by magnitude", sparsity, PrunedCriticality::magnitudeSecondMoment)));
  }

  private static Series line(String name, double[] sparsity, DoubleUnaryOperator share) {
    return new Series(
        name,
        Kind.LINE,
        sparsity,
        Arrays.stream(sparsity)
            .map(s -> PrunedCriticality.rescale(share.applyAsDouble(s)))
            .toArray());
  }
}
