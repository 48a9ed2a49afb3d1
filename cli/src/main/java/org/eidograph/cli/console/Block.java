// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.console;

import java.util.LinkedHashMap;
import java.util.Map;
import org.eidograph.base.Table;

/** One piece of a text view. */
public sealed interface Block {
  /** Lines shown as they are. */
  record Text(String text) implements Block {}

  /**
   * Names and values, aligned in two columns.
   *
   * @param rows shown in the map's order
   */
  record Facts(Map<String, String> rows) implements Block {
    public Facts {
      rows = new LinkedHashMap<>(rows);
    }
  }

  /** A table with its title and column heads. */
  record Grid(Table table) implements Block {}
}
