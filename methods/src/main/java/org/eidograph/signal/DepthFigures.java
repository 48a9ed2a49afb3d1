// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.eidograph.base.Figure;
import org.eidograph.base.Figure.Axis;
import org.eidograph.base.Figure.Kind;
import org.eidograph.base.Figure.Series;
import org.eidograph.theory.kernel.NtkLimit;
import org.eidograph.theory.kernel.NtkTrajectory;
import org.eidograph.theory.kernel.NtkTrajectory.Point;
import org.eidograph.theory.signal.SignalPhase;
import org.eidograph.theory.signal.SignalPhase.Phase;

/** Two inputs on their way through the layers: correlation, variance and tangent kernel. */
public final class DepthFigures {
  /** Cosines of the input pairs that are drawn. */
  private static final double[] CORRELATIONS = {-0.5, 0, 0.5, 0.9};

  private static final int DEPTHS = 40;

  /** A variance that moves by more is drawn in powers of ten. */
  private static final double WIDE = 100;

  /** Below this a difference is rounding of the way back to a correlation. */
  private static final double LEAST = 1e-14;

  private DepthFigures() {}

  /** The figures of a question; its own input correlation is not used. */
  public static List<Figure> of(DepthQuestion question) {
    int[] depths = depths(question.depth());
    NtkTrajectory network = question.network();
    List<List<Point>> paths =
        Arrays.stream(CORRELATIONS)
            .mapToObj(c -> network.reachable(question.inputVariance(), 1 - c, depths))
            .toList();
    return List.of(
        new Figure(
            "difference",
            "What is left of the difference of two inputs",
            "1 - correlation of two inputs, by the cosine they start from.",
            Axis.log("layer"),
            Axis.log("1 - correlation"),
            series(paths, point -> point.gamma() > LEAST ? point.gamma() : Double.NaN)),
        new Figure(
            "tangent-ratio",
            "Tangent kernel of two inputs over that of one",
            "Where all curves meet, training can no longer tell inputs apart by where they lie.",
            Axis.log("layer"),
            Axis.linear("K(x, x')/K(x, x)"),
            ratios(question, paths)),
        new Figure(
            "variance",
            "Variance of a coordinate",
            "",
            Axis.log("layer"),
            new Axis("variance", spread(paths.get(0)) > WIDE),
            List.of(line("variance", paths.get(0), Point::variance))));
  }

  /** Largest over smallest variance. */
  private static double spread(List<Point> path) {
    double largest = path.stream().mapToDouble(Point::variance).max().orElse(1);
    return largest / path.stream().mapToDouble(Point::variance).min().orElse(1);
  }

  private static List<Series> ratios(DepthQuestion question, List<List<Point>> paths) {
    List<Series> all = new ArrayList<>(series(paths, Point::ratio));
    double first =
        question.init().biasVariance()
            + question.init().weightVariance() * question.inputVariance();
    SignalPhase phase = SignalPhase.of(question.phi(), question.init(), first);
    if (phase.phase() == Phase.EDGE) {
      NtkLimit.Average law =
          NtkLimit.edge(question.phi(), question.init().sigmaW(), phase.variance());
      all.add(
          line(
              "λ + b·ln L/L",
              paths.get(0),
              point -> point.depth() < 10 ? Double.NaN : law.ratioAt(point.depth())));
    }
    return all;
  }

  private static List<Series> series(List<List<Point>> paths, ToDoubleFunction<Point> value) {
    return IntStream.range(0, CORRELATIONS.length)
        .mapToObj(i -> line("from cosine " + CORRELATIONS[i], paths.get(i), value))
        .toList();
  }

  private static Series line(String name, List<Point> path, ToDoubleFunction<Point> value) {
    return new Series(
        name,
        Kind.LINE,
        path.stream().mapToDouble(Point::depth).toArray(),
        path.stream().mapToDouble(value).toArray());
  }

  /** About forty depths from 1 to the last, evenly in the logarithm. */
  private static int[] depths(int last) {
    return IntStream.range(0, DEPTHS)
        .map(i -> (int) Math.round(Math.pow(last, i / (DEPTHS - 1.0))))
        .distinct()
        .toArray();
  }
}
