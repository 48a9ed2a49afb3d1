// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers.scaling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.eidograph.base.Figure;
import org.eidograph.base.Figure.Axis;
import org.eidograph.base.Figure.Kind;
import org.eidograph.base.Figure.Series;
import org.eidograph.base.Table;
import org.eidograph.papers.Findings;
import org.eidograph.papers.Numbers;
import org.eidograph.theory.scaling.vocabulary.VocabularyRegime;
import org.eidograph.transfer.vocabulary.EmbeddingRateStudy;
import org.eidograph.transfer.vocabulary.EmbeddingRateStudy.Sweep;
import org.eidograph.transfer.vocabulary.SignStepStudy;
import org.eidograph.transfer.vocabulary.SignStepStudy.Growth;
import org.eidograph.transfer.vocabulary.SignStepStudy.Line;
import org.eidograph.transfer.vocabulary.SignStepStudy.Step;

/** Ratios and sizes over the width, and the loss of trained networks over the embedding rate. */
final class VocabularyFigures {
  private static final Axis WIDTH = Axis.log("width n");

  private VocabularyFigures() {}

  static Findings ofSteps(SignStepStudy.Result result) {
    return new Findings(
        result.measured(),
        List.of(ratios(result), zipf(result), closedForm()),
        List.of(sizes(result)));
  }

  private static Figure ratios(SignStepStudy.Result result) {
    List<Series> series = new ArrayList<>();
    for (Growth growth : Growth.values()) {
      series.add(points("V = " + name(growth), result.line(growth, Step::balanced)));
    }
    Line fixed = result.line(Growth.FIXED, Step::balanced);
    Line many = result.line(Growth.EIGHTFOLD, Step::balanced);
    series.add(law("∝ n", fixed, 1));
    series.add(law("∝ √n", many, 0.5));
    return new Figure(
        "large-vocab-ratio",
        "Ratio of embedding rate to projection rate that balances both steps",
        "With few tokens it follows the width, with many its root; the lines pass through the"
            + " first points.",
        WIDTH,
        Axis.log("ratio of rates"),
        series);
  }

  private static Figure zipf(SignStepStudy.Result result) {
    return new Figure(
        "large-vocab-zipf",
        "Steps of frequent and rare tokens, 2048 tokens of Zipf's law",
        "One model holds both regimes: the four most frequent tokens follow the width, the rarer"
            + " half its root.",
        WIDTH,
        Axis.log("change of the output by a sign step"),
        List.of(
            points("four most frequent", result.frequent()),
            points("rarer half", result.rare()),
            law("∝ n", result.frequent(), 1),
            law("∝ √n", result.rare(), 0.5)));
  }

  private static Figure closedForm() {
    double[] perWidth = {0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300};
    int width = 1024;
    return new Figure(
        "large-vocab-exponent",
        "The closed form's exponent β over the vocabulary",
        "From one, muP's, to one half as tokens outnumber the width.",
        Axis.log("tokens over width, V/n"),
        Axis.linear("exponent β of the ratio"),
        List.of(
            new Series(
                "β",
                Kind.LINE,
                perWidth,
                Arrays.stream(perWidth)
                    .map(share -> VocabularyRegime.ratioExponent(width, 1 / (share * width)))
                    .toArray())));
  }

  private static Table sizes(SignStepStudy.Result result) {
    List<List<String>> rows = new ArrayList<>();
    for (Growth growth : Growth.values()) {
      Line simulated = result.line(growth, Step::projection);
      double[] predicted = result.line(growth, Step::predicted).means();
      for (int i = 0; i < predicted.length; i++) {
        rows.add(
            List.of(
                name(growth),
                String.valueOf(simulated.widths().get(i)),
                Numbers.text(simulated.means()[i]),
                Numbers.text(predicted[i]),
                Numbers.text(predicted[i] / simulated.means()[i])));
      }
    }
    return new Table(
        "Size of the projection's sign step",
        List.of("tokens", "width", "simulated", "M(n, ρ)", "ratio"),
        rows);
  }

  static Findings ofNetworks(Sweep sweep) {
    return new Findings(
        sweep.measured(), List.of(losses(sweep), optima(sweep)), List.of(optimaTable(sweep)));
  }

  private static Figure losses(Sweep sweep) {
    double[] rates =
        Arrays.stream(EmbeddingRateStudy.exponents()).map(e -> Math.pow(2, e)).toArray();
    return new Figure(
        "large-vocab-loss",
        "Loss of a trained network with 32 tokens over the embedding rate",
        "All other rates by muP: the best embedding rate hardly moves with the width.",
        Axis.log("embedding rate"),
        Axis.log("cross-entropy"),
        sweep.widths().stream()
            .map(
                width ->
                    new Series(
                        "width " + width,
                        Kind.LINE,
                        rates,
                        Arrays.stream(sweep.meanLogLoss(width)).map(Math::exp).toArray()))
            .toList());
  }

  private static Figure optima(Sweep sweep) {
    double[] widths = doubles(sweep.widths());
    double[] best = Arrays.stream(sweep.optima()).map(exponent -> Math.pow(2, exponent)).toArray();
    return new Figure(
        "large-vocab-best-rate",
        "Best embedding rate of trained networks with 32 tokens",
        "Flat is muP's rule; a fall as 1/√n would be that of a large vocabulary, which this task"
            + " does not learn in so few steps.",
        WIDTH,
        Axis.log("best embedding rate"),
        List.of(
            new Series("measured", Kind.POINTS, widths, best),
            new Series("muP", Kind.LINE, widths, Arrays.stream(widths).map(n -> best[0]).toArray()),
            new Series(
                "∝ 1/√n",
                Kind.LINE,
                widths,
                Arrays.stream(widths).map(n -> best[0] * Math.sqrt(widths[0] / n)).toArray())));
  }

  private static Table optimaTable(Sweep sweep) {
    double[] optima = sweep.optima();
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < optima.length; i++) {
      rows.add(List.of(String.valueOf(sweep.widths().get(i)), Numbers.text(optima[i])));
    }
    return new Table(
        "Best embedding rate of trained networks with 32 tokens",
        List.of("width", "log2 of the best rate"),
        rows);
  }

  private static Series points(String name, Line line) {
    return new Series(name, Kind.POINTS, doubles(line.widths()), line.means());
  }

  /** A power of the width through a line's first point. */
  private static Series law(String name, Line line, double exponent) {
    double[] widths = doubles(line.widths());
    double first = line.means()[0];
    return new Series(
        name,
        Kind.LINE,
        widths,
        Arrays.stream(widths).map(n -> first * Math.pow(n / widths[0], exponent)).toArray());
  }

  private static String name(Growth growth) {
    return switch (growth) {
      case FIXED -> "16";
      case EQUAL -> "n";
      case EIGHTFOLD -> "8n";
    };
  }

  private static double[] doubles(List<Integer> values) {
    return values.stream().mapToDouble(Integer::doubleValue).toArray();
  }
}
