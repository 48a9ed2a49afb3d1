// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads ShareGPT rows, {@code {"conversations": [{"from": "human", "value": "…"}, …]}}, with the
 * speakers' names mapped to roles. A {@code function_call} becomes an assistant turn that calls a
 * tool, an {@code observation} the tool's answer.
 */
final class ShareGptReader {
  private static final Map<String, String> ROLES =
      new TreeMap<>(
          Map.of(
              "human", "user",
              "user", "user",
              "gpt", "assistant",
              "assistant", "assistant",
              "system", "system",
              "function_call", "assistant",
              "observation", "tool",
              "tool", "tool"));

  private ShareGptReader() {}

  static Content.Conversation conversation(Row row) {
    List<Turn> turns = new ArrayList<>();
    String system = Rows.optionalString(row, "system");
    if (system != null && !system.isEmpty()) {
      turns.add(Turn.of("system", system));
    }
    int index = 0;
    for (JsonNode entry : Rows.array(row, "conversations")) {
      turns.add(turn(entry, "%s: conversations[%d]".formatted(row.origin(), index++)));
    }
    if (index == 0) {
      throw new BadInputException(
          "%s: 'conversations' must hold at least one turn, but is empty".formatted(row.origin()));
    }
    return new Content.Conversation(turns, MessageReader.tools(row));
  }

  private static Turn turn(JsonNode entry, String place) {
    String from = Rows.string(entry.get("from"), place + ".from");
    String value = Rows.string(entry.get("value"), place + ".value");
    String role = from == null ? null : ROLES.get(from);
    if (from == null || role == null) {
      throw new BadInputException(
          "%s.from must be one of %s, but is %s".formatted(place, ROLES.keySet(), from));
    }
    if (value == null) {
      throw new BadInputException("%s needs 'value', but has none".formatted(place));
    }
    return from.equals("function_call") ? toolCall(value, place) : Turn.of(role, value);
  }

  private static Turn toolCall(String value, String place) {
    JsonNode call = Json.parse(value, place + ".value");
    Object function = Rows.plain(call);
    if (function == null || !call.hasNonNull("name")) {
      throw new BadInputException(
          "%s.value must be a call {\"name\", \"arguments\"}, but is %s".formatted(place, value));
    }
    Map<String, @Nullable Object> message = new LinkedHashMap<>();
    message.put("role", "assistant");
    message.put("content", "");
    message.put("tool_calls", List.of(Map.of("type", "function", "function", function)));
    return new Turn(message, true);
  }
}
