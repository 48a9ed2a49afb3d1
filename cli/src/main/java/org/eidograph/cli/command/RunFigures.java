// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.eidograph.base.Figure;
import org.eidograph.train.metrics.MetricRow;

/** The curves of a training run. */
final class RunFigures {
  private static final String RATE = "learning_rate/";

  private final List<MetricRow> rows;

  /** Draws from the rows of the whole run. */
  RunFigures(List<MetricRow> rows) {
    this.rows = rows;
  }

  List<Figure> all() {
    List<Figure.Series> losses =
        List.of(
            series("loss", "training batch", Figure.Kind.LINE),
            series("eval_loss", "held out", Figure.Kind.POINTS));
    return List.of(
        figure("loss", "Loss", "mean negative log-likelihood, nats", losses),
        figure("learning-rate", "Learning rate", "learning rate", rates()),
        figure(
            "gradient-norm",
            "Gradient norm",
            "before clipping",
            List.of(series("gradient_norm", "of a step", Figure.Kind.LINE))),
        figure(
            "speed",
            "Speed",
            "tokens per second",
            List.of(series("tokens_per_second", "input tokens", Figure.Kind.LINE))));
  }

  /** One line for each course that rates take, however many groups take it. */
  private List<Figure.Series> rates() {
    List<Figure.Series> rates = new ArrayList<>();
    List<Integer> alike = new ArrayList<>();
    rows.stream()
        .flatMap(row -> row.values().keySet().stream())
        .filter(name -> name.startsWith(RATE))
        .distinct()
        .map(name -> series(name, name.substring(RATE.length()), Figure.Kind.LINE))
        .forEach(
            series -> {
              int known = 0;
              while (known < rates.size() && !sameCourse(rates.get(known), series)) {
                known++;
              }
              if (known == rates.size()) {
                rates.add(series);
                alike.add(0);
              } else {
                alike.set(known, alike.get(known) + 1);
              }
            });
    return IntStream.range(0, rates.size())
        .mapToObj(i -> named(rates.get(i), alike.get(i)))
        .toList();
  }

  private static boolean sameCourse(Figure.Series one, Figure.Series other) {
    double[] a = one.y();
    double[] b = other.y();
    // factors of one rule come in another order, so that equal rates may differ in their last digit
    return a.length == b.length
        && IntStream.range(0, a.length)
            .allMatch(i -> Math.abs(a[i] - b[i]) <= 1e-12 * Math.abs(a[i]));
  }

  private static Figure.Series named(Figure.Series series, int alike) {
    return alike == 0
        ? series
        : new Figure.Series(
            "%s and %d more".formatted(series.name(), alike),
            series.kind(),
            series.x(),
            series.y());
  }

  private static Figure figure(String id, String title, String unit, List<Figure.Series> series) {
    return new Figure(id, title, "", Figure.Axis.linear("step"), Figure.Axis.linear(unit), series);
  }

  private Figure.Series series(String metric, String name, Figure.Kind kind) {
    List<MetricRow> with = rows.stream().filter(r -> r.values().containsKey(metric)).toList();
    return new Figure.Series(
        name,
        kind,
        with.stream().mapToDouble(MetricRow::step).toArray(),
        with.stream().mapToDouble(r -> r.values().getOrDefault(metric, Double.NaN)).toArray());
  }
}
