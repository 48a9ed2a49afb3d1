// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat;

import java.time.Clock;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.base.BadInputException;
import org.eidograph.model.chat.jinja.JinjaTemplate;
import org.eidograph.model.chat.jinja.TextRange;
import org.jspecify.annotations.Nullable;

/**
 * Turns conversations into text as a checkpoint expects them. Made by {@link ChatTemplates}; safe
 * for several threads.
 *
 * <pre>{@code
 * ChatTemplate template = ChatTemplates.named("chatml", Map.of());
 * template.render(List.of(Message.of("user", "Hi")), RenderOptions.PLAIN);
 * }</pre>
 */
public final class ChatTemplate {
  private final String name;
  private final JinjaTemplate template;
  private final @Nullable JinjaTemplate toolTemplate;
  private final Map<String, String> specialTokens;
  private final Clock clock;

  ChatTemplate(
      String name,
      JinjaTemplate template,
      @Nullable JinjaTemplate toolTemplate,
      Map<String, String> specialTokens,
      Clock clock) {
    this.name = name;
    this.template = template;
    this.toolTemplate = toolTemplate;
    this.specialTokens = Map.copyOf(specialTokens);
    this.clock = clock;
  }

  /** Where it comes from: a file of the checkpoint, or the name of a fallback such as alpaca. */
  public String name() {
    return name;
  }

  /**
   * The text of a conversation. Special tokens are part of it: encode it without adding any.
   *
   * @throws BadInputException if the template refuses the conversation, with its reason
   */
  public String render(List<Message> messages, RenderOptions options) {
    return rendered(messages, options).text();
  }

  /**
   * The text of a conversation and the ranges of its assistant turns, each with its end token,
   * which must be a target or the model never stops.
   *
   * @throws BadInputException if the template refuses it, or a turn cannot be found in the text
   */
  public TrainingText renderSpans(List<Message> messages, RenderOptions options) {
    RenderOptions whole = options.withGenerationPrompt(false);
    JinjaTemplate.Rendered rendered = rendered(messages, whole);
    if (!rendered.generations().isEmpty()) {
      return marked(messages, rendered);
    }
    AssistantSpans spans = new AssistantSpans(this, messages, whole, rendered.text());
    return new TrainingText(rendered.text(), spans.find());
  }

  /** Spans from generation blocks; blocks that touch are one. */
  private static TrainingText marked(List<Message> messages, JinjaTemplate.Rendered rendered) {
    List<TextRange> ranges = joined(rendered.generations());
    List<Integer> turns = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      if (messages.get(i).isAssistant()) {
        turns.add(i);
      }
    }
    boolean paired = turns.size() == ranges.size();
    List<TrainingText.Span> spans = new ArrayList<>();
    for (int i = 0; i < ranges.size(); i++) {
      int turn = paired ? turns.get(i) : TrainingText.UNKNOWN_MESSAGE;
      spans.add(new TrainingText.Span(ranges.get(i).start(), ranges.get(i).end(), turn));
    }
    return new TrainingText(rendered.text(), spans);
  }

  private static List<TextRange> joined(List<TextRange> ranges) {
    List<TextRange> joined = new ArrayList<>();
    for (TextRange range : ranges) {
      int last = joined.size() - 1;
      if (last >= 0 && joined.get(last).end() == range.start()) {
        joined.set(last, new TextRange(joined.get(last).start(), range.end()));
      } else {
        joined.add(range);
      }
    }
    return joined;
  }

  private JinjaTemplate.Rendered rendered(List<Message> messages, RenderOptions options) {
    Map<String, @Nullable Object> variables = new LinkedHashMap<>(specialTokens);
    boolean withTools = !options.tools().isEmpty();
    variables.put("tools", withTools ? options.tools() : null);
    variables.put("documents", null);
    variables.put("add_generation_prompt", options.addGenerationPrompt());
    variables.putAll(options.extra());
    variables.put("messages", messages.stream().map(Message::fields).toList());
    JinjaTemplate chosen = withTools && toolTemplate != null ? toolTemplate : template;
    return chosen.render(variables, LocalDateTime.now(clock));
  }
}
