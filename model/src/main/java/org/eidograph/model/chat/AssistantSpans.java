// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eidograph.base.BadInputException;

/**
 * Finds the assistant turns in a rendered conversation when the template does not mark them.
 *
 * <p>A turn starts behind what the template gives for the messages before it with a generation
 * prompt, and ends where the text for the messages up to it ends. Some templates write earlier
 * turns differently once later ones follow (they drop reasoning); then the turn's content is found
 * by rendering once more with marks around it, and its header and end token stand beside it.
 */
final class AssistantSpans {
  /** Noncharacters: never in a real text, and no template treats them specially. */
  private static final String OPEN = "\uFDD0";

  private static final String CLOSE = "\uFDD1";

  private final ChatTemplate template;
  private final List<Message> messages;
  private final RenderOptions options;
  private final String text;

  AssistantSpans(
      ChatTemplate template, List<Message> messages, RenderOptions options, String text) {
    this.template = template;
    this.messages = messages;
    this.options = options;
    this.text = text;
  }

  List<TrainingText.Span> find() {
    List<TrainingText.Span> spans = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < messages.size(); i++) {
      if (messages.get(i).isAssistant()) {
        TrainingText.Span span = turn(i, from);
        spans.add(span);
        from = span.end();
      }
    }
    return spans;
  }

  private TrainingText.Span turn(int index, int from) {
    Optional<String> before = rendered(index, true);
    Optional<String> through = rendered(index + 1, false);
    boolean starts = before.filter(text::startsWith).isPresent();
    boolean ends = through.filter(whole -> text.startsWith(trimmed(whole))).isPresent();
    if (starts && ends && trimmed(through.get()).length() > before.get().length()) {
      int start = Math.max(from, before.get().length());
      return new TrainingText.Span(start, trimmed(through.get()).length(), index);
    }
    return byMarks(index, from);
  }

  private Optional<String> rendered(int count, boolean prompt) {
    return rendered(messages.subList(0, count), prompt);
  }

  private Optional<String> rendered(List<Message> some, boolean prompt) {
    try {
      return Optional.of(template.render(some, options.withGenerationPrompt(prompt)));
    } catch (BadInputException e) {
      return Optional.empty(); // a template may refuse a conversation that stops there
    }
  }

  /** A turn's end token is often followed by a line feed that belongs to what comes next. */
  private static String trimmed(String rendered) {
    return rendered.stripTrailing();
  }

  private TrainingText.Span byMarks(int index, int from) {
    String marked = template.render(withMarks(messages, index), options);
    int open = marked.indexOf(OPEN);
    int close = marked.indexOf(CLOSE);
    boolean faithful = marked.replace(OPEN, "").replace(CLOSE, "").equals(text);
    if (!faithful || close < 0) {
      throw notFound(index, "the text");
    }
    int contentEnd = open >= 0 ? close - 1 : close;
    int start = Math.max(from, header(index, open >= 0 ? open : contentEnd));
    return new TrainingText.Span(start, contentEnd + tail(index, contentEnd), index);
  }

  private static List<Message> withMarks(List<Message> messages, int index) {
    List<Message> marked = new ArrayList<>(messages);
    if (messages.get(index).content() instanceof String content && !content.isBlank()) {
      int start = content.length() - content.stripLeading().length();
      int end = content.stripTrailing().length();
      String around =
          content.substring(0, start)
              + OPEN
              + content.substring(start, end)
              + CLOSE
              + content.substring(end);
      marked.set(index, messages.get(index).withContent(around));
    }
    return marked;
  }

  /** Where the content's turn begins: behind the last generation prompt before it. */
  private int header(int index, int contentStart) {
    String added = generationPrompt(index);
    String header = added.stripTrailing();
    int at = header.isEmpty() ? -1 : text.lastIndexOf(header, contentStart - header.length());
    return at < 0 ? contentStart : Math.min(contentStart, skipBreak(at + header.length(), added));
  }

  /** Past the white space that ends the generation prompt, as far as the text has it. */
  private int skipBreak(int at, String prompt) {
    String blank = prompt.substring(prompt.stripTrailing().length());
    return text.startsWith(blank, at) ? at + blank.length() : at;
  }

  /** How much of what follows the content belongs to the turn: tool calls and the end token. */
  private int tail(int index, int contentEnd) {
    List<String> endings = endings(index);
    for (String ending : endings) {
      if (text.startsWith(ending, contentEnd)) {
        return ending.length();
      }
    }
    int length = endings.isEmpty() ? 0 : shared(endings.get(0), contentEnd);
    if (length == 0 && !endings.isEmpty()) {
      throw notFound(index, "the end");
    }
    return length;
  }

  /**
   * How far the text goes on as a turn's ending does. Where the two part may lie inside a token, so
   * the cut goes back to the last closing mark.
   */
  private int shared(String ending, int contentEnd) {
    int length = 0;
    while (length < ending.length()
        && text.startsWith(ending.substring(0, length + 1), contentEnd)) {
      length++;
    }
    while (length > 0 && ">]".indexOf(ending.charAt(length - 1)) < 0) {
      length--;
    }
    return length;
  }

  /**
   * How the turn may end: as the last one, or as one that a generation prompt follows. They differ
   * in templates that close a whole conversation with a token of its own.
   */
  private List<String> endings(int index) {
    List<Message> through = withMarks(messages.subList(0, index + 1), index);
    List<String> endings = new ArrayList<>();
    for (boolean prompt : new boolean[] {false, true}) {
      String alone = rendered(through, prompt).orElse("");
      String added = prompt ? generationPrompt(index) : "";
      int close = alone.indexOf(CLOSE);
      if (close >= 0 && alone.endsWith(added)) {
        endings.add(trimmed(alone.substring(close + 1, alone.length() - added.length())));
      }
    }
    return endings;
  }

  /** What the template adds to the messages before a turn to have it written; empty if unknown. */
  private String generationPrompt(int index) {
    String with = rendered(index, true).orElse("");
    String without = rendered(index, false).orElse("");
    return with.startsWith(without) ? with.substring(without.length()) : "";
  }

  private BadInputException notFound(int index, String what) {
    return new BadInputException(
        "%s: %s of message %d (assistant) cannot be found in the rendered conversation; use a"
                .formatted(template.name(), what, index)
            + " template with {% generation %} blocks, or train on the last turn alone");
  }
}
