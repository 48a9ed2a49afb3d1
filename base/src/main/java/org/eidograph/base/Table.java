// Licensed under the Apache License, Version 2.0.
package org.eidograph.base;

import java.util.List;

/**
 * A table as a value: methods return it, only the command line draws it.
 *
 * @param title one line above the table
 * @param columns column heads, unit in brackets where there is one
 * @param rows each as long as {@code columns}
 */
public record Table(String title, List<String> columns, List<List<String>> rows) {
  public Table {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "every row must have %d cells, one has %d: %s"
                .formatted(columns.size(), row.size(), row));
      }
    }
  }
}
