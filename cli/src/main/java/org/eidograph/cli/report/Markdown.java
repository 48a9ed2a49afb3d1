// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.report;

import java.util.List;
import java.util.stream.Collectors;
import org.eidograph.base.Table;

/** Plain text and tables as Markdown that shows exactly them. */
final class Markdown {
  private Markdown() {}

  /** One line of text in which no character acts as markup. */
  static String text(String plain) {
    return plain.replaceAll("\\s+", " ").strip().replaceAll("([\\\\`*_\\[\\]<>|#])", "\\\\$1");
  }

  /** A pipe table; the title is left to the heading above it. */
  static String table(Table table) {
    String rule =
        table.columns().stream().map(c -> "---").collect(Collectors.joining("|", "|", "|"));
    String rows = table.rows().stream().map(Markdown::row).collect(Collectors.joining("\n"));
    return row(table.columns()) + "\n" + rule + "\n" + rows;
  }

  private static String row(List<String> cells) {
    return cells.stream().map(Markdown::text).collect(Collectors.joining(" | ", "| ", " |"));
  }
}
