// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.eidograph.base.BadInputException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Typed values of a JSON object; an absent or null value gives the default. */
record ConfigValues(ObjectNode node, String origin) {
  @Nullable JsonNode get(String key) {
    JsonNode value = node.get(key);
    return value == null || value.isNull() ? null : value;
  }

  int whole(String key, int fallback) {
    JsonNode value = get(key);
    return value == null ? fallback : whole(key, value);
  }

  double number(String key, double fallback) {
    JsonNode value = get(key);
    return value == null ? fallback : number(key, value);
  }

  boolean flag(String key) {
    JsonNode value = get(key);
    if (value != null && !value.isBoolean()) {
      throw wrong(key, "true or false", value);
    }
    return value != null && value.booleanValue();
  }

  @Nullable String text(String key) {
    JsonNode value = get(key);
    if (value != null && !value.isString()) {
      throw wrong(key, "text", value);
    }
    return value == null ? null : value.stringValue();
  }

  /** A list of texts, or one text alone; empty if absent. */
  List<String> texts(String key) {
    JsonNode value = get(key);
    if (value == null) {
      return List.of();
    }
    return value.isString() ? List.of(value.stringValue()) : list(key, value, this::asText);
  }

  /** A list of whole numbers, or one alone; null if absent or empty. */
  @Nullable List<Integer> wholes(String key) {
    JsonNode value = get(key);
    if (value == null) {
      return null;
    }
    List<Integer> all =
        value.isIntegralNumber()
            ? List.of(whole(key, value))
            : list(key, value, item -> whole(key, item));
    return all.isEmpty() ? null : all;
  }

  /** A list of whole numbers under a key. */
  List<Integer> wholes(String key, JsonNode value) {
    return list(key, value, item -> whole(key, item));
  }

  /** An object's values by key, in the order of the file. */
  <T> Map<String, T> map(String key, Function<JsonNode, T> read) {
    JsonNode value = get(key);
    Map<String, T> map = new LinkedHashMap<>();
    if (value == null) {
      return map;
    }
    if (!value.isObject()) {
      throw wrong(key, "an object", value);
    }
    value.properties().forEach(entry -> map.put(entry.getKey(), read.apply(entry.getValue())));
    return map;
  }

  int whole(String key, JsonNode value) {
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw wrong(key, "a whole number", value);
    }
    return value.intValue();
  }

  double number(String key, JsonNode value) {
    if (!value.isNumber()) {
      throw wrong(key, "a number", value);
    }
    return value.doubleValue();
  }

  private String asText(JsonNode item) {
    if (!item.isString()) {
      throw wrong("a list's item", "text", item);
    }
    return item.stringValue();
  }

  private <T> List<T> list(String key, JsonNode value, Function<JsonNode, T> read) {
    if (!value.isArray()) {
      throw wrong(key, "a list", value);
    }
    List<T> items = new ArrayList<>();
    value.forEach(item -> items.add(read.apply(item)));
    return items;
  }

  BadInputException wrong(String key, String rule, JsonNode value) {
    return new BadInputException(
        "%s: %s must be %s, got %s; mend it or save the adapter again"
            .formatted(origin, key, rule, value));
  }
}
