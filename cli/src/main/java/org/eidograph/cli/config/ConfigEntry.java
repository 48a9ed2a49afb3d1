// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.config;

import java.util.List;

/**
 * One key with what stands beside it in a file or after {@code --set}.
 *
 * @param key as written, for example {@code learning_rate}
 * @param shape a single value, a list, or a map
 * @param values as the user wrote them: one for a scalar, one an item for a list, {@code k=v} for a
 *     map
 */
record ConfigEntry(String key, Shape shape, List<String> values, Origin origin) {
  enum Shape {
    SCALAR,
    LIST,
    MAP
  }

  ConfigEntry {
    values = List.copyOf(values);
  }
}
