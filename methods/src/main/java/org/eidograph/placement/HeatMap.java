// Licensed under the Apache License, Version 2.0.
package org.eidograph.placement;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eidograph.base.Table;

/**
 * Numbers over two named axes, to be drawn as coloured cells.
 *
 * @param title one line above it
 * @param rowLabel what the rows are
 * @param rows names of the rows
 * @param columns names of the columns
 * @param values one list a row; NaN where there is nothing
 */
public record HeatMap(
    String title,
    String rowLabel,
    List<String> rows,
    List<String> columns,
    List<List<Double>> values) {
  public HeatMap {
    rows = List.copyOf(rows);
    columns = List.copyOf(columns);
    values = values.stream().map(List::copyOf).toList();
    int width = columns.size();
    if (values.size() != rows.size() || values.stream().anyMatch(row -> row.size() != width)) {
      throw new IllegalArgumentException(
          "a heat map needs %d rows of %d values, got %s".formatted(rows.size(), width, values));
    }
  }

  /** The same as text, three decimals, a dash where there is nothing. */
  public Table table() {
    List<String> heads = new ArrayList<>(List.of(rowLabel));
    heads.addAll(columns);
    List<List<String>> lines = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      List<String> line = new ArrayList<>(List.of(rows.get(i)));
      values.get(i).forEach(value -> line.add(text(value)));
      lines.add(line);
    }
    return new Table(title, heads, lines);
  }

  private static String text(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.3f", value);
  }
}
