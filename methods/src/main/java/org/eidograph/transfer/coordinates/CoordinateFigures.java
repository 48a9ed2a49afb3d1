// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.coordinates;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.eidograph.base.Figure;
import org.eidograph.base.Figure.Axis;
import org.eidograph.base.Figure.Kind;
import org.eidograph.base.Figure.Series;
import org.eidograph.transfer.coordinates.CoordinateCell.Reading;

/** Both statistics over the size, under the rules and under the control; one line a module. */
public final class CoordinateFigures {
  private final CoordinateRun run;
  private final CoordinateRequest request;

  private CoordinateFigures(CoordinateRun run) {
    this.run = run;
    this.request = run.request();
  }

  /** All four: change and size by the rules, then by the control. */
  public static List<Figure> of(CoordinateRun run) {
    CoordinateFigures figures = new CoordinateFigures(run);
    return List.of(
        figures.change("change-tested", run.tested(), run.request().rules()),
        figures.change("change-control", run.control(), run.request().rules().control()),
        figures.size("size-tested", run.tested(), run.request().rules()),
        figures.size("size-control", run.control(), run.request().rules().control()));
  }

  private Figure change(String id, List<CoordinateCell> cells, WatchedRules rules) {
    return figure(
        id,
        "Change after step %d, %s".formatted(request.steps(), CoordinateReport.label(rules)),
        "Root mean square of what training changed. Level lines learn as fast at every size.",
        series(cells, Reading::change));
  }

  private Figure size(String id, List<CoordinateCell> cells, WatchedRules rules) {
    return figure(
        id,
        "Size after step %d, %s".formatted(request.steps(), CoordinateReport.label(rules)),
        "Mean absolute value. It can look level where the change does not.",
        series(cells, Reading::size));
  }

  private Figure figure(String id, String title, String caption, List<Series> series) {
    return new Figure(
        id,
        title,
        caption,
        Axis.linear("log2 " + request.series().axis().label()),
        Axis.linear("log2 of the mean over seeds"),
        series);
  }

  /** What did not move, or diverged, has no logarithm and breaks its line. */
  private List<Series> series(List<CoordinateCell> cells, ToDoubleFunction<Reading> statistic) {
    List<Series> all = new ArrayList<>();
    double[] x = request.sizes().stream().mapToDouble(CoordinateFigures::log2).toArray();
    for (Reading reading : run.tested().get(0).readings()) {
      if (reading.step() == request.steps()) {
        double[] y = new double[x.length];
        for (CoordinateCell cell : cells) {
          y[request.sizes().indexOf(cell.size())] +=
              statistic.applyAsDouble(cell.reading(reading.module(), reading.step()))
                  / request.seeds();
        }
        for (int i = 0; i < y.length; i++) {
          y[i] = y[i] > 0 && Double.isFinite(y[i]) ? log2(y[i]) : Double.NaN;
        }
        all.add(new Series(reading.module(), Kind.LINE, x, y));
      }
    }
    return all;
  }

  private static double log2(double value) {
    return Math.log(value) / Math.log(2);
  }

  /** Every reading of a run, one a line, with a head line. */
  public static String csv(CoordinateRun run) {
    CoordinateRequest request = run.request();
    StringBuilder text =
        new StringBuilder(
            "rules,%s,seed,step,module,mean_abs,rms_change\n"
                .formatted(request.series().axis().label()));
    lines(text, CoordinateReport.label(request.rules()), run.tested());
    lines(text, CoordinateReport.label(request.rules().control()), run.control());
    return text.toString();
  }

  private static void lines(StringBuilder text, String rules, List<CoordinateCell> cells) {
    for (CoordinateCell cell : cells) {
      for (Reading reading : cell.readings()) {
        text.append(
            String.format(
                Locale.ROOT,
                "\"%s\",%d,%d,%d,%s,%s,%s\n",
                rules,
                cell.size(),
                cell.seed(),
                reading.step(),
                reading.module(),
                reading.size(),
                reading.change()));
      }
    }
  }
}
