// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.alignment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eidograph.base.Figure;
import org.eidograph.base.Figure.Axis;
import org.eidograph.base.Figure.Kind;
import org.eidograph.base.Figure.Series;

/**
 * A run for a person to read.
 *
 * @param activation φ by name
 * @param depth L
 * @param width n
 * @param sigmaW σ_w of the start
 * @param sigmaB σ_b of the start
 * @param steps of training
 * @param accuracy on the held-out inputs
 * @param peakBefore layer of the largest alignment before training, counted from 1
 * @param peak the same after training
 * @param equilibrium layer where theory expects it
 * @param cosine mean cosine between inputs of different classes
 * @param marks readings over training
 */
public record AlignmentReport(
    String activation,
    int depth,
    int width,
    double sigmaW,
    double sigmaB,
    int steps,
    double accuracy,
    int peakBefore,
    int peak,
    int equilibrium,
    double cosine,
    List<AlignmentRun.Mark> marks) {
  public AlignmentReport {
    marks = List.copyOf(marks);
  }

  /** The report of a run. */
  public static AlignmentReport of(AlignmentRun run) {
    AlignmentRun.Settings settings = run.settings();
    return new AlignmentReport(
        settings.phi().label(),
        settings.depth(),
        settings.width(),
        run.sigmaW(),
        settings.sigmaB(),
        settings.steps(),
        run.accuracy(),
        run.marks().get(0).peak(),
        run.last().peak(),
        run.equilibrium().layer(),
        run.equilibrium().cosine(),
        run.marks());
  }

  /** Alignment over the layers at every mark, the pull's answer, and what theory balances. */
  public static List<Figure> figures(AlignmentRun run) {
    return List.of(alignment(run), crossRatio(run), balance(run));
  }

  private static Figure alignment(AlignmentRun run) {
    List<Series> series = new ArrayList<>();
    double highest = 0;
    for (AlignmentRun.Mark mark : run.marks()) {
      double[] values = mark.layers().stream().mapToDouble(LayerReading::alignment).toArray();
      for (double value : values) {
        highest = Math.max(highest, value);
      }
      series.add(new Series(name(mark), Kind.LINE, layers(values.length), values));
    }
    double expected = run.equilibrium().layer();
    series.add(
        new Series(
            "equilibrium, layer %d".formatted(run.equilibrium().layer()),
            Kind.LINE,
            new double[] {expected, expected},
            new double[] {0, highest}));
    return new Figure(
        "alignment",
        "Alignment of each layer with the labels",
        "In training it rises with the layer, peaks at a hidden one and falls again; the upright"
            + " line is the layer where theory expects the peak.",
        Axis.linear("layer"),
        Axis.linear("alignment"),
        series);
  }

  private static Figure crossRatio(AlignmentRun run) {
    return new Figure(
        "cross-ratio",
        "Answer to the loss's pull over that to the labels",
        "Minus one where the pull softmax - one-hot points straight away from the labels, near"
            + " zero where a layer hardly answers it.",
        Axis.linear("layer"),
        Axis.linear("cross-direction ratio"),
        List.of(ratio(run.marks().get(0)), ratio(run.last())));
  }

  private static Series ratio(AlignmentRun.Mark mark) {
    double[] values = mark.layers().stream().mapToDouble(LayerReading::crossRatio).toArray();
    return new Series(name(mark), Kind.LINE, layers(values.length), values);
  }

  private static Figure balance(AlignmentRun run) {
    double[] layers = layers(run.settings().depth());
    return new Figure(
        "balance",
        "What the forward pass loses and the backward pass keeps",
        String.format(
            Locale.ROOT,
            "For two inputs at cosine %.2f, the mean between classes. They are closest at layer %d.",
            run.equilibrium().cosine(),
            run.equilibrium().layer()),
        Axis.linear("layer"),
        Axis.log("forward loss, backward retention"),
        List.of(
            new Series("forward loss", Kind.LINE, layers, run.equilibrium().forwardLoss()),
            new Series(
                "backward retention", Kind.LINE, layers, run.equilibrium().backwardRetention())));
  }

  private static String name(AlignmentRun.Mark mark) {
    return mark.step() == 0 ? "before training" : "step " + mark.step();
  }

  private static double[] layers(int depth) {
    double[] layers = new double[depth];
    for (int l = 0; l < depth; l++) {
      layers[l] = l + 1;
    }
    return layers;
  }
}
