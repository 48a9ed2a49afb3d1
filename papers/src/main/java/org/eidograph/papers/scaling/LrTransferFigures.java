// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers.scaling;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.eidograph.base.Figure;
import org.eidograph.base.Figure.Axis;
import org.eidograph.base.Figure.Kind;
import org.eidograph.base.Figure.Series;
import org.eidograph.papers.Findings;
import org.eidograph.study.Statistics;
import org.eidograph.theory.scaling.sweep.CurveOptimum;
import org.eidograph.theory.scaling.sweep.WidthCurve;
import org.eidograph.transfer.study.LinearRates;
import org.eidograph.transfer.study.NetworkStudy;
import org.eidograph.transfer.study.OneStepStudy;

/** The paper's best rates over widths, and curves of losses over rates, from our numbers. */
final class LrTransferFigures {
  private static final Axis WIDTH = Axis.log("width");

  private LrTransferFigures() {}

  static Findings oneStep(OneStepStudy.Result result) {
    double[] widths = widths(result.maximal().widths());
    double[] limit = new double[widths.length];
    Arrays.fill(limit, result.limit());
    Figure rates =
        new Figure(
            "lr-transfer-one-step",
            "Best rate of one step of deep linear networks",
            "Mean over seeds. Under muP it comes to the limit of infinite width; in the standard"
                + " parametrization it falls as 1/n.",
            WIDTH,
            Axis.log("best learning rate"),
            List.of(
                new Series("muP", Kind.LINE, widths, result.maximal().means()),
                new Series("limit", Kind.LINE, widths, limit),
                new Series("standard", Kind.LINE, widths, result.standard().means())));
    return new Findings(
        result.measured(), List.of(rates, distance(result.maximal(), result.limit())), List.of());
  }

  private static Figure distance(LinearRates rates, double limit) {
    double[] widths = widths(rates.widths());
    double[] errors = rates.errors(limit);
    double[] law =
        Arrays.stream(widths).map(width -> errors[0] * Math.sqrt(widths[0] / width)).toArray();
    return new Figure(
        "lr-transfer-decay",
        "Distance of the best rate from its limit",
        "Root mean square over seeds, beside the law n^-1/2 through the first point.",
        WIDTH,
        Axis.log("distance"),
        List.of(
            new Series("measured", Kind.POINTS, widths, errors),
            new Series("n^-1/2", Kind.LINE, widths, law)));
  }

  static Findings networks(NetworkStudy.Result result) {
    List<NetworkStudy.Curves> all =
        Stream.of(result.sgd(), result.adam())
            .flatMap(pair -> Stream.of(pair.maximal(), pair.standard()))
            .toList();
    List<Figure> figures =
        Stream.concat(Stream.of(optima(all)), all.stream().map(LrTransferFigures::curves)).toList();
    return new Findings(result.measured(), figures, List.of());
  }

  private static Figure optima(List<NetworkStudy.Curves> all) {
    return new Figure(
        "lr-transfer-networks",
        "Best rate of ReLU networks against the width",
        "Flat under muP, falling in the standard parametrization.",
        WIDTH,
        Axis.linear("log2 best learning rate"),
        all.stream().map(LrTransferFigures::optima).toList());
  }

  private static Series optima(NetworkStudy.Curves curves) {
    List<WidthCurve> inside =
        of(curves).stream()
            .filter(curve -> CurveOptimum.of(curve.curve()) instanceof CurveOptimum.Interior)
            .toList();
    return new Series(
        name(curves),
        Kind.LINE,
        inside.stream().mapToDouble(WidthCurve::width).toArray(),
        inside.stream()
            .mapToDouble(curve -> CurveOptimum.of(curve.curve()).interior().log2Rate())
            .toArray());
  }

  private static Figure curves(NetworkStudy.Curves curves) {
    return new Figure(
        "lr-transfer-%s-%s".formatted(curves.arm().optimizer(), curves.arm().parametrization()),
        "Loss against the rate: " + name(curves),
        "",
        Axis.linear("log2 learning rate at width 64"),
        Axis.log("loss"),
        of(curves).stream().map(LrTransferFigures::curve).toList());
  }

  private static Series curve(WidthCurve curve) {
    return new Series(
        "width " + curve.width(),
        Kind.LINE,
        curve.curve().log2Rates(),
        Arrays.stream(curve.curve().meanLogLosses())
            .map(log -> Double.isFinite(log) ? Math.exp(log) : Double.NaN)
            .toArray());
  }

  private static List<WidthCurve> of(NetworkStudy.Curves curves) {
    return curves.curves(Statistics.columnMeans(curves.bySeed()));
  }

  private static String name(NetworkStudy.Curves curves) {
    return "%s, %s"
        .formatted(
            curves.arm().optimizer().equals("sgd") ? "SGD" : "Adam",
            curves.arm().expectsTransfer() ? "muP" : "standard");
  }

  private static double[] widths(List<Integer> widths) {
    return widths.stream().mapToDouble(Integer::doubleValue).toArray();
  }
}
