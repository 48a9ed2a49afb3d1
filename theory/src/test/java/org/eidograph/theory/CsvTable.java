// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A committed table of reference values: comment lines that name its maker, a header, rows. */
public final class CsvTable {
  private CsvTable() {}

  /** One row: cells by column name. */
  public record Row(Map<String, String> cells) {
    public String text(String column) {
      String cell = cells.get(column);
      if (cell == null) {
        throw new AssertionError("no column " + column + " in " + cells.keySet());
      }
      return cell;
    }

    public double number(String column) {
      return Double.parseDouble(text(column));
    }

    public int count(String column) {
      return Integer.parseInt(text(column));
    }

    @Override
    public String toString() {
      return cells.toString();
    }
  }

  /** Rows of {@code name} below this package's resources. */
  public static List<Row> read(String name) {
    List<String> lines = lines(name);
    if (lines.stream().noneMatch(line -> line.startsWith("# made by "))) {
      throw new AssertionError(name + " does not name its maker");
    }
    List<String> body = lines.stream().filter(line -> !line.startsWith("#")).toList();
    String[] columns = body.get(0).split(",");
    List<Row> rows = new ArrayList<>();
    for (String line : body.subList(1, body.size())) {
      String[] cells = line.split(",", -1);
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 0; i < columns.length; i++) {
        row.put(columns[i], cells[i]);
      }
      rows.add(new Row(row));
    }
    return rows;
  }

  /** The numbers of a row of two cells, {@code name,value}, by name. */
  public static Map<String, Double> values(String name) {
    Map<String, Double> values = new LinkedHashMap<>();
    read(name).forEach(row -> values.put(row.text("name"), row.number("value")));
    return values;
  }

  private static List<String> lines(String name) {
    try (InputStream in = CsvTable.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new AssertionError("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
