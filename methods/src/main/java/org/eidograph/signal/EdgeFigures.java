// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.eidograph.base.Figure;
import org.eidograph.base.Figure.Axis;
import org.eidograph.base.Figure.Kind;
import org.eidograph.base.Figure.Series;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.PiecewiseLinear;
import org.eidograph.theory.signal.ActivationAdviser;
import org.eidograph.theory.signal.CorrelationMap;
import org.eidograph.theory.signal.EdgeOfChaos;
import org.eidograph.theory.signal.EdgePoint;
import org.eidograph.theory.signal.Initialization;
import org.eidograph.theory.signal.SignalPhase;
import org.eidograph.theory.signal.SignalPhase.Phase;

/** Curves that show an edge of chaos: where it lies, and what happens on and beside it. */
public final class EdgeFigures {
  private static final double LOWEST_VARIANCE = 1e-3;
  private static final double HIGHEST_VARIANCE = 30;
  private static final int CURVE_POINTS = 60;
  private static final int MAP_POINTS = 81;
  private static final int DEPTH = 1000;

  /** Differences below this are not drawn, so that the others can be told apart. */
  private static final double LEAST = 1e-6;

  /** Beside the edge: σ_w smaller and larger by a tenth. */
  private static final double ASIDE = 0.1;

  private EdgeFigures() {}

  /** All figures of a report; none where there is no edge. */
  public static List<Figure> of(Activation phi, EdgeReport report) {
    if (report.sigmaW() == null) {
      return List.of();
    }
    return report.q() == null
        ? of(EdgeOfChaos.point(phi, 0))
        : of(EdgePoint.ofVariance(phi, report.q()));
  }

  private static List<Figure> of(EdgePoint point) {
    List<Figure> figures = new ArrayList<>();
    if (!(point.phi() instanceof PiecewiseLinear)) {
      figures.add(phases(point)); // else the edge is that one point
    }
    figures.add(maps(point));
    figures.add(loss(point));
    return figures;
  }

  /** What 1 − c becomes on the edges of several activations; those without one are left out. */
  public static Figure ranking(List<Activation> activations, double sigmaB, int depth) {
    List<EdgePoint> points =
        ActivationAdviser.rank(activations, sigmaB, depth).stream()
            .map(advice -> ActivationRanking.point(advice.edge()))
            .filter(Objects::nonNull)
            .toList();
    return new Figure(
        "remaining-difference",
        "What is left of the difference of two inputs",
        "Each activation on its edge of chaos; higher is better.",
        Axis.log("layer"),
        Axis.log("1 - correlation"),
        points.stream()
            .map(each -> decay(new Curve(each.phi().label(), each.correlationMap()), depth))
            .toList());
  }

  private static Figure phases(EdgePoint point) {
    List<EdgePoint> curve = curve(point.phi());
    return new Figure(
        "edge",
        "Edge of chaos of " + point.phi().label(),
        "Below the curve inputs become alike and gradients vanish, above it inputs are torn apart"
            + " and gradients explode. Where the variance is unstable, a small error of the input"
            + " scale grows with depth.",
        Axis.linear("σ_b"),
        Axis.linear("σ_w"),
        List.of(
            edge("variance stable", curve, true),
            edge("variance unstable", curve, false),
            new Series(
                "this point",
                Kind.POINTS,
                new double[] {point.init().sigmaB()},
                new double[] {point.init().sigmaW()})));
  }

  /** Points of the edge at variances on a logarithmic grid, as far as they exist. */
  private static List<EdgePoint> curve(Activation phi) {
    List<EdgePoint> points = new ArrayList<>();
    for (int i = 0; i < CURVE_POINTS; i++) {
      double q =
          LOWEST_VARIANCE * Math.pow(HIGHEST_VARIANCE / LOWEST_VARIANCE, i / (CURVE_POINTS - 1.0));
      point(phi, q).ifPresent(points::add);
    }
    return points;
  }

  /** Empty where a variance has no σ_b, or its moments diverge. */
  private static Optional<EdgePoint> point(Activation phi, double q) {
    try {
      return Optional.of(EdgePoint.ofVariance(phi, q));
    } catch (IllegalArgumentException none) {
      return Optional.empty();
    }
  }

  private static Series edge(String name, List<EdgePoint> curve, boolean stable) {
    return new Series(
        name,
        Kind.LINE,
        curve.stream().mapToDouble(each -> each.init().sigmaB()).toArray(),
        curve.stream()
            .mapToDouble(
                each -> each.varianceStable() == stable ? each.init().sigmaW() : Double.NaN)
            .toArray());
  }

  private static Figure maps(EdgePoint point) {
    double[] c = IntStream.range(0, MAP_POINTS).mapToDouble(EdgeFigures::correlation).toArray();
    List<Series> series = new ArrayList<>();
    for (Curve each : around(point)) {
      double[] change = Arrays.stream(c).map(at -> each.map().correlation(at) - at).toArray();
      series.add(new Series(each.name(), Kind.LINE, c, change));
    }
    return new Figure(
        "correlation-map",
        "What one layer adds to a correlation",
        "Correlations come to rest where the curve falls through 0.",
        Axis.linear("correlation c"),
        Axis.linear("f(c) - c"),
        series);
  }

  private static double correlation(int i) {
    return -1 + 2.0 * i / (MAP_POINTS - 1);
  }

  private static Figure loss(EdgePoint point) {
    return new Figure(
        "difference-over-depth",
        "What is left of the difference of two inputs",
        "From correlation 1/2. Exponential beside the edge, a power of the layer on it.",
        Axis.log("layer"),
        Axis.log("1 - correlation"),
        around(point).stream().map(each -> decay(each, DEPTH)).toList());
  }

  private static Series decay(Curve curve, int depth) {
    double[] gamma = curve.map().trajectory(ActivationAdviser.STARTING_GAMMA, depth - 1);
    double[] layer = IntStream.rangeClosed(1, gamma.length).asDoubleStream().toArray();
    double[] drawn = Arrays.stream(gamma).map(each -> each > LEAST ? each : Double.NaN).toArray();
    return new Series(curve.name(), Kind.LINE, layer, drawn);
  }

  /** A named correlation map. */
  private record Curve(String name, CorrelationMap map) {}

  /** The point, and what lies beside it as far as its variance has a limit. */
  private static List<Curve> around(EdgePoint point) {
    List<Curve> curves = new ArrayList<>(List.of(new Curve("edge", point.correlationMap())));
    for (double factor : new double[] {1 - ASIDE, 1 + ASIDE}) {
      Initialization init =
          new Initialization(point.init().sigmaW() * factor, point.init().sigmaB());
      SignalPhase phase = SignalPhase.of(point.phi(), init, point.variance());
      if (phase.phase() == Phase.ORDERED || phase.phase() == Phase.CHAOTIC) {
        curves.add(
            new Curve(
                "σ_w %+.0f %%".formatted(100 * (factor - 1)),
                CorrelationMap.of(point.phi(), init, phase.variance())));
      }
    }
    return curves;
  }
}
