// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.model.chat.JsonValues;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads typed values out of rows, with messages that say where and what was found. */
final class Rows {
  private Rows() {}

  /** The keys that carry a value; a key that is null counts as absent, as exports write it. */
  static Set<String> keys(Row row) {
    Set<String> keys = new LinkedHashSet<>();
    for (Map.Entry<String, JsonNode> entry : row.fields().properties()) {
      if (!entry.getValue().isNull()) {
        keys.add(entry.getKey());
      }
    }
    return keys;
  }

  /** A value that must be a string. */
  static String string(Row row, String key) {
    String value = optionalString(row, key);
    if (value == null) {
      throw new BadInputException(
          "%s needs the key '%s', but has the keys %s".formatted(row.origin(), key, keys(row)));
    }
    return value;
  }

  /** A value that must be a string where it is present. */
  static @Nullable String optionalString(Row row, String key) {
    return string(row.fields().get(key), row.origin() + ": '" + key + "'");
  }

  /** The text of a node; null for an absent or null one. */
  static @Nullable String string(@Nullable JsonNode node, String place) {
    if (node == null || node.isNull()) {
      return null;
    }
    if (node.isString()) {
      return node.stringValue();
    }
    throw new BadInputException("%s must be a string, but is %s".formatted(place, kind(node)));
  }

  /** A list that must be an array; empty where the key is absent or holds an empty string. */
  static Iterable<JsonNode> array(Row row, String key) {
    JsonNode node = row.fields().get(key);
    if (node == null || node.isNull() || (node.isString() && node.stringValue().isBlank())) {
      return Json.mapper().createArrayNode();
    }
    // tables (CSV, Parquet exports) carry nested values as JSON text
    JsonNode list =
        node.isString() ? Json.parse(node.stringValue(), row.origin() + ": '" + key + "'") : node;
    if (list.isArray()) {
      return list;
    }
    throw new BadInputException(
        "%s: '%s' must be an array, but is %s".formatted(row.origin(), key, kind(list)));
  }

  /** Plain Java values: strings, numbers, booleans, lists, maps, null. */
  static @Nullable Object plain(JsonNode node) {
    return JsonValues.plain(node);
  }

  /** How a message names the type of a value. */
  static String kind(@Nullable JsonNode node) {
    return node == null ? "absent" : node.getNodeType().name().toLowerCase(Locale.ROOT);
  }
}
