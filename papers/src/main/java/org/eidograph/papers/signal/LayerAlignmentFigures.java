// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers.signal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.eidograph.base.Figure;
import org.eidograph.base.Figure.Axis;
import org.eidograph.base.Figure.Kind;
import org.eidograph.base.Figure.Series;
import org.eidograph.base.Table;
import org.eidograph.papers.Findings;
import org.eidograph.papers.Numbers;
import org.eidograph.signal.alignment.study.BalanceStudy;
import org.eidograph.signal.alignment.study.RiseStudy;
import org.eidograph.study.Measured;
import org.eidograph.theory.signal.LayerShare;

/** The paper's figures from our numbers: both losses over the layers, and the rise and fall. */
final class LayerAlignmentFigures {
  private static final int DEPTH = 200;

  private LayerAlignmentFigures() {}

  static Findings ofBalance() {
    LayerShare share = BalanceStudy.share(DEPTH);
    double[] layers = layers(DEPTH);
    Figure figure =
        new Figure(
            "layer-alignment-balance",
            "What the forward pass loses and the backward pass keeps",
            "ReLU on the edge of chaos, depth 200, inputs at cosine 0.2; they meet at layer %d."
                .formatted(share.balance()),
            Axis.log("layer"),
            Axis.log("forward loss, backward retention"),
            List.of(
                new Series("forward loss 1 - c", Kind.LINE, layers, share.forwardLoss()),
                new Series("backward retention", Kind.LINE, layers, share.backwardRetention())));
    return new Findings(
        Map.of(
            "A2-layer", Measured.exactly(BalanceStudy.layerDistance()),
            "A2-retention", Measured.exactly(BalanceStudy.retentionDistance())),
        List.of(figure),
        List.of());
  }

  static Findings ofRise(RiseStudy.Result result) {
    return new Findings(
        result.measured(),
        result.depths().stream().map(LayerAlignmentFigures::profile).toList(),
        List.of(peaks(result)));
  }

  private static Figure profile(RiseStudy.Depth depth) {
    double[] layers = layers(depth.depth());
    double[] trained = depth.profile();
    return new Figure(
        "layer-alignment-depth-" + depth.depth(),
        "Alignment with the labels, depth " + depth.depth(),
        "Means over %d networks. Theory expects the peak at layer %s."
            .formatted(depth.runs().size(), Numbers.text(depth.expected())),
        Axis.linear("layer"),
        Axis.linear("alignment"),
        List.of(
            new Series("before training", Kind.LINE, layers, depth.start()),
            new Series("after training", Kind.LINE, layers, trained),
            new Series(
                "expected peak",
                Kind.POINTS,
                new double[] {depth.expected()},
                new double[] {trained[(int) Math.round(depth.expected()) - 1]})));
  }

  private static Table peaks(RiseStudy.Result result) {
    List<List<String>> rows = new ArrayList<>();
    for (RiseStudy.Depth depth : result.depths()) {
      rows.add(
          List.of(
              String.valueOf(depth.depth()),
              String.valueOf(depth.peak()),
              Numbers.text(depth.expected()),
              Numbers.text(
                  depth.runs().stream()
                      .mapToDouble(run -> run.equilibrium().cosine())
                      .average()
                      .orElseThrow())));
    }
    return new Table(
        "Peak of the mean alignment and the layer where theory expects it",
        List.of("depth", "peak", "expected", "cosine between classes"),
        rows);
  }

  private static double[] layers(int depth) {
    return IntStream.rangeClosed(1, depth).asDoubleStream().toArray();
  }
}
