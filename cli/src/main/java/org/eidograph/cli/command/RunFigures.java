// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.util.List;
import org.eidograph.base.Figure;
import org.eidograph.train.metrics.MetricRow;

/** The curves of a training run. */
final class RunFigures {
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
    List<Figure.Series> rates =
        rows.stream()
            .flatMap(row -> row.values().keySet().stream())
            .filter(name -> name.startsWith("learning_rate/"))
            .distinct()
            .map(name -> series(name, name.substring(name.indexOf('/') + 1), Figure.Kind.LINE))
            .toList();
    return List.of(
        figure("loss", "Loss", "mean negative log-likelihood, nats", losses),
        figure("learning-rate", "Learning rate", "learning rate", rates),
        figure(
            "speed",
            "Speed",
            "tokens per second",
            List.of(series("tokens_per_second", "input tokens", Figure.Kind.LINE))));
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
