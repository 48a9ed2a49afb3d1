// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One turn of a conversation.
 *
 * @param message everything the row says about the turn, as plain JSON values (strings, numbers,
 *     booleans, lists, maps, null) under the names that chat templates use: {@code role}, {@code
 *     content}, {@code tool_calls}, {@code name} …
 * @param trained whether an assistant turn is to be learned; other turns never are
 */
public record Turn(Map<String, @Nullable Object> message, boolean trained) {
  public Turn {
    message = Collections.unmodifiableMap(new LinkedHashMap<>(message));
  }

  /** A plain turn; it is learned if the assistant speaks. */
  public static Turn of(String role, String content) {
    Map<String, @Nullable Object> message = new LinkedHashMap<>();
    message.put("role", role);
    message.put("content", content);
    return new Turn(message, role.equals("assistant"));
  }

  /** Who speaks: system, user, assistant, tool … */
  public String role() {
    return String.valueOf(message.get("role"));
  }

  /** What is said; empty where a turn only calls tools. */
  public String content() {
    Object content = message.get("content");
    return content == null ? "" : content.toString();
  }

  Turn withTrained(boolean value) {
    return new Turn(message, value);
  }
}
