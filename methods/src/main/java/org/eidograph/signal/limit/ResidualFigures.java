// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.limit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.eidograph.base.Figure;
import org.eidograph.base.Figure.Axis;
import org.eidograph.base.Figure.Kind;
import org.eidograph.base.Figure.Series;
import org.eidograph.signal.limit.BranchChoice.Outcome;
import org.eidograph.signal.limit.ResidualReport.Question;

/** What each schedule does at every depth up to the one that was asked for. */
public final class ResidualFigures {
  private ResidualFigures() {}

  /** Growth, correlation and tangent kernel against the depth. */
  public static List<Figure> of(Question question) {
    Axis depth = Axis.log("branches L");
    return List.of(
        new Figure(
            "residual-growth",
            "Growth of variance and gradient",
            "ln(q_L/q_0); a curve that flattens has a limit at infinite depth.",
            depth,
            Axis.log("ln of the growth"),
            series(question, Outcome::logGradient)),
        new Figure(
            "residual-correlation",
            "What is left of the difference of two inputs",
            "From correlation %s. A curve that keeps falling ends with inputs that the network cannot tell apart."
                .formatted(question.correlation()),
            depth,
            Axis.log("1 - correlation"),
            series(question, end -> 1 - end.correlation())),
        new Figure(
            "residual-tangent",
            "Tangent kernel between the two inputs",
            "K(x, x')/K(x, x). At 1/4 training no longer sees which inputs belong together.",
            depth,
            Axis.linear("ratio"),
            series(question, end -> end.tangentRatio() == null ? Double.NaN : end.tangentRatio())));
  }

  private static List<Series> series(Question question, ToDoubleFunction<Outcome> value) {
    double[] depths = depths(question.branches());
    List<Series> series = new ArrayList<>();
    for (BranchChoice choice : question.schedules()) {
      double[] values = new double[depths.length];
      for (int i = 0; i < depths.length; i++) {
        values[i] =
            value.applyAsDouble(
                choice.at((int) depths[i], question.sigmaW(), question.correlation()));
      }
      if (Arrays.stream(values).anyMatch(Double::isFinite)) {
        series.add(new Series(choice.label(), Kind.LINE, depths, positive(values)));
      }
    }
    return series;
  }

  /** What a logarithmic axis cannot show breaks the line. */
  private static double[] positive(double[] values) {
    return Arrays.stream(values).map(v -> v > 0 ? v : Double.NaN).toArray();
  }

  /** 1, 2, 5, 10, … and the last. */
  private static double[] depths(int last) {
    List<Double> depths = new ArrayList<>();
    for (long decade = 1; decade <= last; decade *= 10) {
      for (long step : new long[] {1, 2, 5}) {
        if (decade * step < last) {
          depths.add((double) (decade * step));
        }
      }
    }
    depths.add((double) last);
    return depths.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
