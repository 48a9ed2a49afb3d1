// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eidograph.base.Table;

/** Lays blocks out as plain text: columns aligned, numbers to the right, an empty line between. */
final class TextLayout {
  private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9][0-9.,eE+-]*\\s?[%x]?|-|");
  private static final String GAP = "  ";

  private TextLayout() {}

  static String of(List<Block> blocks) {
    return blocks.stream().map(TextLayout::block).collect(Collectors.joining("\n"));
  }

  private static String block(Block block) {
    if (block instanceof Block.Facts facts) {
      return facts(facts.rows());
    }
    if (block instanceof Block.Grid grid) {
      return table(grid.table());
    }
    return ((Block.Text) block).text().stripTrailing() + "\n";
  }

  private static String facts(Map<String, String> rows) {
    int width = rows.keySet().stream().mapToInt(TextLayout::columns).max().orElse(0);
    StringBuilder text = new StringBuilder();
    rows.forEach((name, value) -> text.append(line(List.of(padRight(name, width), value))));
    return text.toString();
  }

  private static String table(Table table) {
    StringBuilder text = new StringBuilder();
    if (!table.title().isEmpty()) {
      text.append(table.title()).append('\n');
    }
    int[] widths = widths(table);
    boolean[] numeric = numeric(table);
    text.append(row(table.columns(), widths, numeric));
    List<String> rules = new ArrayList<>();
    for (int width : widths) {
      rules.add("-".repeat(width));
    }
    text.append(line(rules));
    table.rows().forEach(row -> text.append(row(row, widths, numeric)));
    return text.toString();
  }

  private static String row(List<String> cells, int[] widths, boolean[] numeric) {
    List<String> padded = new ArrayList<>();
    for (int i = 0; i < widths.length; i++) {
      String space = " ".repeat(widths[i] - columns(cells.get(i)));
      padded.add(numeric[i] ? space + cells.get(i) : cells.get(i) + space);
    }
    return line(padded);
  }

  private static String line(List<String> cells) {
    return String.join(GAP, cells).stripTrailing() + "\n";
  }

  private static int[] widths(Table table) {
    int[] widths = table.columns().stream().mapToInt(TextLayout::columns).toArray();
    for (List<String> row : table.rows()) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], columns(row.get(i)));
      }
    }
    return widths;
  }

  private static boolean[] numeric(Table table) {
    boolean[] numeric = new boolean[table.columns().size()];
    for (int i = 0; i < numeric.length; i++) {
      int column = i;
      numeric[i] =
          !table.rows().isEmpty()
              && table.rows().stream().allMatch(r -> NUMBER.matcher(r.get(column)).matches());
    }
    return numeric;
  }

  private static String padRight(String text, int width) {
    return text + " ".repeat(width - columns(text));
  }

  private static int columns(String text) {
    return text.codePointCount(0, text.length());
  }
}
