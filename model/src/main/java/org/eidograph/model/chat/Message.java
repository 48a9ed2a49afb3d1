// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.base.BadInputException;
import org.jspecify.annotations.Nullable;

/**
 * One turn of a conversation.
 *
 * @param fields every key as the template sees it ({@code role}, {@code content}, {@code
 *     tool_calls}, and any other), in order; values as {@link JsonValues} makes them
 */
public record Message(Map<String, @Nullable Object> fields) {
  public Message {
    if (!(fields.get("role") instanceof String)) {
      throw new BadInputException(
          "a message needs a role that is a string; it has the keys " + fields.keySet());
    }
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** A turn of plain text. */
  public static Message of(String role, String content) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("role", role);
    fields.put("content", content);
    return new Message(fields);
  }

  /** Who speaks: {@code system}, {@code user}, {@code assistant}, {@code tool}, ... */
  public String role() {
    return String.valueOf(fields.get("role"));
  }

  /** A String, a List of parts, or null. */
  public @Nullable Object content() {
    return fields.get("content");
  }

  /** The calls that an assistant asks for; empty if there are none. */
  public List<?> toolCalls() {
    return fields.get("tool_calls") instanceof List<?> calls
        ? Collections.unmodifiableList(calls)
        : List.of();
  }

  /** Whether the model itself is to learn to write this turn. */
  public boolean isAssistant() {
    return role().equals("assistant");
  }

  /** The same turn with another content. */
  public Message withContent(@Nullable Object content) {
    Map<String, @Nullable Object> changed = new LinkedHashMap<>(fields);
    changed.put("content", content);
    return new Message(changed);
  }
}
