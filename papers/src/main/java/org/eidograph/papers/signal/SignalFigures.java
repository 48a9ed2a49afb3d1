// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers.signal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.eidograph.base.Figure;
import org.eidograph.base.Figure.Axis;
import org.eidograph.base.Figure.Kind;
import org.eidograph.base.Figure.Series;
import org.eidograph.signal.ActivationNames;
import org.eidograph.signal.DepthFigures;
import org.eidograph.signal.DepthQuestion;
import org.eidograph.signal.EdgeFigures;
import org.eidograph.signal.EdgeReport;
import org.eidograph.signal.study.DeepTrainingStudy.Curve;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.signal.Initialization;

/** The papers' curves from our numbers. */
final class SignalFigures {
  /** Layers that the figures of kernels go to. */
  private static final int DEPTH = 1000;

  /** Steps between two points of a training curve. */
  private static final int EVERY = 10;

  private SignalFigures() {}

  /** The edge of an activation over σ_b, with one point marked. */
  static Figure edge(String id, Activation phi, double sigmaB) {
    return renamed(id, EdgeFigures.of(phi, EdgeReport.of(phi, sigmaB)).get(0));
  }

  /** 1 − c over the layers for the activations that the paper compares. */
  static Figure decays() {
    List<Activation> activations =
        List.of("tanh", "elu", "silu", "relu").stream().map(ActivationNames::parse).toList();
    return renamed("eoc-impact-decay", EdgeFigures.ranking(activations, 0.2, DEPTH));
  }

  /** Kernel ratios on the edges of ReLU and tanh and in the ordered phase. */
  static List<Figure> tangent() {
    Activation tanh = ActivationNames.parse("tanh");
    return List.of(
        ratio(
            "ntk-depth-relu",
            "ReLU on its edge",
            Activation.relu(),
            new Initialization(Math.sqrt(2), 0)),
        ratio("ntk-depth-tanh", "tanh on its edge", tanh, DepthQuestion.onEdge(tanh, 0.2)),
        ratio("ntk-depth-ordered", "tanh, ordered", tanh, new Initialization(1, 1)));
  }

  private static Figure ratio(String id, String name, Activation phi, Initialization init) {
    Figure drawn = DepthFigures.of(new DepthQuestion(phi, init, 1, 0.5, DEPTH)).get(1);
    return new Figure(
        id, drawn.title() + ": " + name, drawn.caption(), drawn.x(), drawn.y(), drawn.series());
  }

  private static Figure renamed(String id, Figure figure) {
    return new Figure(
        id, figure.title(), figure.caption(), figure.x(), figure.y(), figure.series());
  }

  /** Loss over the steps, each arm at its better rate. */
  static Figure training(String id, String title, List<Curve> curves) {
    List<Series> series = new ArrayList<>();
    for (Curve curve : curves) {
      double[] loss = curve.mean();
      String arm = curve.arm().name().toLowerCase(Locale.ROOT).replace('_', ' ');
      series.add(
          new Series(
              "%s, rate %s".formatted(arm, curve.rate()),
              Kind.LINE,
              IntStream.range(0, loss.length).mapToDouble(i -> (double) EVERY * i).toArray(),
              loss));
    }
    return new Figure(
        id,
        title,
        "Geometric mean over seeds; 1 is the loss of answering 0.",
        Axis.linear("step"),
        Axis.log("loss"),
        series);
  }
}
