// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.base.UsageException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Other names for the keys of the known shapes, so that a file needs no rewriting: {@code --field
 * prompt=question --field completion=answer}.
 *
 * @param sources name in the file by name in the shape
 */
public record FieldMapping(Map<String, String> sources) {
  /** Every key that some shape reads. */
  private static final List<String> KEYS =
      List.of(
          "text",
          "label",
          "prompt",
          "completion",
          "messages",
          "conversations",
          "instruction",
          "input",
          "output",
          "system",
          "history",
          "tools",
          "chosen",
          "rejected");

  public FieldMapping {
    sources = Map.copyOf(sources);
  }

  /** Nothing renamed. */
  public static FieldMapping none() {
    return new FieldMapping(Map.of());
  }

  /**
   * Parses {@code key=name in the file} pairs.
   *
   * @throws UsageException if a pair has no '=', an unknown key, or a key twice
   */
  public static FieldMapping parse(Collection<String> pairs) {
    Map<String, String> sources = new LinkedHashMap<>();
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      String key = pair.substring(0, Math.max(equals, 0));
      if (equals < 0 || equals == pair.length() - 1 || !KEYS.contains(key)) {
        throw new UsageException(
            "--field must be KEY=NAME with KEY one of %s, but is '%s'".formatted(KEYS, pair));
      }
      if (sources.put(key, pair.substring(equals + 1)) != null) {
        throw new UsageException("--field may name '%s' once, but does so twice".formatted(key));
      }
    }
    return new FieldMapping(sources);
  }

  /**
   * The row under the shapes' names.
   *
   * @throws BadInputException if a mapped name is not in the row
   */
  Row apply(Row row) {
    if (sources.isEmpty()) {
      return row;
    }
    ObjectNode renamed = Json.object();
    for (Map.Entry<String, JsonNode> entry : row.fields().properties()) {
      if (!sources.containsValue(entry.getKey()) && !sources.containsKey(entry.getKey())) {
        renamed.set(entry.getKey(), entry.getValue());
      }
    }
    for (Map.Entry<String, String> entry : sources.entrySet()) {
      JsonNode value = row.fields().get(entry.getValue());
      if (value == null) {
        throw new BadInputException(
            "%s needs the key '%s' that --field names, but has the keys %s"
                .formatted(row.origin(), entry.getValue(), Rows.keys(row)));
      }
      renamed.set(entry.getKey(), value);
    }
    return new Row(renamed, row.origin());
  }
}
