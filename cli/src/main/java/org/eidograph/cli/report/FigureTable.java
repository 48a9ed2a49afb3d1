// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.eidograph.base.Figure;
import org.eidograph.base.Figure.Series;
import org.eidograph.base.Table;

/** A figure's numbers as a table, one row per abscissa; a long one is thinned evenly. */
final class FigureTable {
  static final int MAXIMUM_ROWS = 100;

  private FigureTable() {}

  static Table of(Figure figure) {
    List<String> columns = new ArrayList<>();
    columns.add(figure.x().label());
    figure.series().forEach(series -> columns.add(series.name()));
    List<List<String>> all = rows(figure);
    List<List<String>> shown = evenly(all);
    String title =
        shown.size() == all.size()
            ? figure.title()
            : "%s (%d of %d rows)".formatted(figure.title(), shown.size(), all.size());
    return new Table(title, columns, shown);
  }

  private static List<List<String>> rows(Figure figure) {
    int width = figure.series().size();
    TreeMap<Double, String[]> byAbscissa = new TreeMap<>();
    for (int s = 0; s < width; s++) {
      Series series = figure.series().get(s);
      double[] x = series.x();
      double[] y = series.y();
      for (int i = 0; i < x.length; i++) {
        String[] cells = byAbscissa.computeIfAbsent(x[i], key -> new String[width]);
        String value = SignificantDigits.format(y[i]);
        cells[s] = cells[s] == null ? value : cells[s] + "; " + value;
      }
    }
    List<List<String>> rows = new ArrayList<>();
    byAbscissa.forEach((x, cells) -> rows.add(row(x, cells)));
    return rows;
  }

  private static List<String> row(double x, String[] cells) {
    List<String> row = new ArrayList<>();
    row.add(SignificantDigits.format(x));
    for (String cell : cells) {
      row.add(cell == null ? "" : cell);
    }
    return row;
  }

  private static List<List<String>> evenly(List<List<String>> rows) {
    if (rows.size() <= MAXIMUM_ROWS) {
      return rows;
    }
    List<List<String>> kept = new ArrayList<>();
    for (int i = 0; i < MAXIMUM_ROWS; i++) {
      kept.add(rows.get((int) ((rows.size() - 1L) * i / (MAXIMUM_ROWS - 1))));
    }
    return kept;
  }
}
