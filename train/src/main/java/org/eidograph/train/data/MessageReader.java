// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.eidograph.base.BadInputException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads {@code messages}: objects with {@code role} and {@code content}, and whatever else chat
 * templates use. An assistant message with {@code "train": false} or {@code "weight": 0} is read
 * but not learned.
 */
final class MessageReader {
  private static final Set<String> ROLES =
      Set.of("system", "developer", "user", "assistant", "tool", "function");

  private MessageReader() {}

  static Content.Conversation conversation(Row row, String key) {
    return new Content.Conversation(turns(row, key), tools(row));
  }

  static List<Turn> turns(Row row, String key) {
    List<Turn> turns = new ArrayList<>();
    for (JsonNode message : Rows.array(row, key)) {
      turns.add(turn(message, "%s: %s[%d]".formatted(row.origin(), key, turns.size())));
    }
    if (turns.isEmpty()) {
      throw new BadInputException(
          "%s: '%s' must hold at least one message, but is empty".formatted(row.origin(), key));
    }
    return turns;
  }

  static List<Object> tools(Row row) {
    List<Object> tools = new ArrayList<>();
    for (JsonNode tool : Rows.array(row, "tools")) {
      Object plain = Rows.plain(tool);
      if (plain != null) {
        tools.add(plain);
      }
    }
    return tools;
  }

  private static Turn turn(JsonNode message, String place) {
    String role = Rows.string(message.get("role"), place + ".role");
    if (role == null || !ROLES.contains(role)) {
      throw new BadInputException(
          "%s.role must be one of %s, but is %s".formatted(place, new TreeSet<>(ROLES), role));
    }
    boolean callsTools = message.hasNonNull("tool_calls");
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : message.properties()) {
      putPlain(values, entry.getKey(), entry.getValue());
    }
    String content = content(message.get("content"), place);
    if (content == null && !callsTools) {
      throw new BadInputException(
          "%s needs 'content', but has the keys %s".formatted(place, values.keySet()));
    }
    values.put("content", content);
    return new Turn(values, role.equals("assistant") && isTrained(message, place));
  }

  private static void putPlain(Map<String, @Nullable Object> values, String key, JsonNode node) {
    Object plain = Rows.plain(node);
    boolean directive = key.equals("train") || key.equals("weight");
    if (plain != null && !directive) {
      values.put(key, plain);
    }
  }

  /** A string, or a list of text parts joined; null where absent. */
  private static @Nullable String content(@Nullable JsonNode node, String place) {
    if (node == null || !node.isArray()) {
      return Rows.string(node, place + ".content");
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : node) {
      if (!part.path("type").asString("").equals("text") || !part.path("text").isString()) {
        throw new BadInputException(
            "%s.content must be text, but holds the part %s; images and audio cannot be trained on"
                .formatted(place, part));
      }
      text.append(part.get("text").stringValue());
    }
    return text.toString();
  }

  private static boolean isTrained(JsonNode message, String place) {
    JsonNode train = message.get("train");
    if (train != null && !train.isBoolean()) {
      throw new BadInputException(
          "%s.train must be true or false, but is %s".formatted(place, train));
    }
    JsonNode weight = message.get("weight");
    if (weight != null && !(weight.isNumber() && isZeroOrOne(weight.doubleValue()))) {
      throw new BadInputException("%s.weight must be 0 or 1, but is %s".formatted(place, weight));
    }
    return (train == null || train.booleanValue()) && (weight == null || weight.doubleValue() > 0);
  }

  private static boolean isZeroOrOne(double value) {
    return value == 0 || value == 1;
  }
}
