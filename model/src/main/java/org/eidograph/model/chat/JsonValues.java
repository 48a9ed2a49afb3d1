// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.base.BadInputException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** JSON as the plain values that a template sees: Map, List, String, Long, Double, Boolean, null. */
public final class JsonValues {
  private JsonValues() {}

  /**
   * The value of a node, in the order of the document.
   *
   * @throws BadInputException if it holds an integer beyond 64 bits
   */
  public static @Nullable Object plain(JsonNode node) {
    if (node.isObject()) {
      return map(node);
    } else if (node.isArray()) {
      List<@Nullable Object> items = new ArrayList<>();
      node.forEach(item -> items.add(plain(item)));
      return items;
    } else if (node.isString()) {
      return node.asString();
    } else if (node.isBoolean()) {
      return node.asBoolean();
    }
    return node.isNumber() ? number(node) : null;
  }

  /** The value of a node that is an object. */
  public static Map<String, @Nullable Object> map(JsonNode object) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    object.properties().forEach(entry -> map.put(entry.getKey(), plain(entry.getValue())));
    return map;
  }

  private static Object number(JsonNode node) {
    if (!node.isIntegralNumber()) {
      return node.asDouble();
    } else if (!node.canConvertToLong()) {
      throw new BadInputException(
          "an integer in a chat must fit in 64 bits, not %s; write it as a string".formatted(node));
    }
    return node.asLong();
  }
}
