// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.console;

import java.util.List;
import org.eidograph.base.Json;

/**
 * How one kind of record looks as text. The same record is what {@code --json} prints, so that both
 * views always say the same.
 *
 * @param <T> the record
 */
@FunctionalInterface
public interface Renderer<T> {
  /** The text view, from top to bottom. */
  List<Block> blocks(T record);

  /** The record as indented JSON with snake_case keys, or as text; ends in a line feed. */
  default String render(T record, boolean json) {
    return json ? Json.pretty(record) : TextLayout.of(blocks(record));
  }
}
