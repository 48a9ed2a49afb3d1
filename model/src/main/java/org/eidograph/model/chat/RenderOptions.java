// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a conversation is rendered with besides its messages.
 *
 * @param tools JSON schemas of functions, as {@link JsonValues} makes them; empty for none
 * @param addGenerationPrompt whether the text ends in the header of an assistant turn to be written
 * @param extra further variables of the template, for example {@code enable_thinking}
 */
public record RenderOptions(
    List<?> tools, boolean addGenerationPrompt, Map<String, @Nullable Object> extra) {
  /** No tools, no generation prompt, nothing extra. */
  public static final RenderOptions PLAIN = new RenderOptions(List.of(), false, Map.of());

  public RenderOptions {
    tools = List.copyOf(tools);
    extra = Collections.unmodifiableMap(new LinkedHashMap<>(extra));
  }

  /** The same, with or without a generation prompt. */
  public RenderOptions withGenerationPrompt(boolean add) {
    return new RenderOptions(tools, add, extra);
  }

  /** The same with tools. */
  public RenderOptions withTools(List<?> added) {
    return new RenderOptions(added, addGenerationPrompt, extra);
  }
}
