// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.BadInputException;

/**
 * The Alpaca form, for models without a chat template:
 *
 * <pre>
 * Below is an instruction that describes a task. Write a response that appropriately completes the
 * request.
 *
 * ### Instruction:
 * {instruction}
 *
 * ### Response:
 * {output}
 * </pre>
 *
 * <p>The opening sentences stand in for a system text, and give way to one. Several exchanges
 * follow each other, each answer closed by the end-of-sequence token.
 */
public final class AlpacaFormat implements ConversationFormat {
  private static final String WITHOUT_INPUT =
      "Below is an instruction that describes a task. Write a response that appropriately completes"
          + " the request.";
  private static final String WITH_INPUT =
      "Below is an instruction that describes a task, paired with an input that provides further"
          + " context. Write a response that appropriately completes the request.";

  private final String endOfAnswer;

  /**
   * A form for one model.
   *
   * @param endOfAnswer the end-of-sequence token as text, for example {@code </s>}; may be empty
   */
  public AlpacaFormat(String endOfAnswer) {
    this.endOfAnswer = endOfAnswer;
  }

  @Override
  public String name() {
    return "alpaca";
  }

  /** The text to continue with an answer. */
  public static String prompt(String instruction, String input) {
    return (input.isEmpty() ? WITHOUT_INPUT : WITH_INPUT) + question(instruction, input);
  }

  @Override
  public Rendered render(Content.Instruction row) {
    Writing writing = new Writing();
    String system = row.system() == null ? "" : row.system();
    String standard = row.input().isEmpty() ? WITHOUT_INPUT : WITH_INPUT;
    writing.text.append(system.isEmpty() ? standard : system);
    for (Content.Completion earlier : row.history()) {
      writing.text.append(question(earlier.prompt(), ""));
      writing.answer(earlier.completion(), true);
    }
    writing.text.append(question(row.instruction(), row.input()));
    writing.answer(row.output(), true);
    return writing.rendered();
  }

  /**
   * {@inheritDoc}
   *
   * @throws BadInputException if a turn calls tools, for which this form has no place
   */
  @Override
  public Rendered render(Content.Conversation conversation) {
    Writing writing = new Writing();
    List<Turn> turns = conversation.turns();
    boolean opened = turns.get(0).role().equals("system");
    writing.text.append(opened ? turns.get(0).content() : WITHOUT_INPUT);
    for (Turn turn : turns.subList(opened ? 1 : 0, turns.size())) {
      switch (turn.role()) {
        case "user" -> writing.text.append(question(turn.content(), ""));
        case "assistant" -> writing.answer(plainContent(turn), turn.trained());
        default ->
            throw new BadInputException(
                "the Alpaca form has no place for a '%s' turn after the first; use a model with a"
                        .formatted(turn.role())
                    + " chat template, or leave such turns out");
      }
    }
    return writing.rendered();
  }

  private static String plainContent(Turn turn) {
    if (turn.message().containsKey("tool_calls")) {
      throw new BadInputException(
          "the Alpaca form has no place for tool calls; use a model with a chat template");
    }
    return turn.content();
  }

  private static String question(String instruction, String input) {
    String middle = input.isEmpty() ? "" : "\n\n### Input:\n" + input;
    return "\n\n### Instruction:\n" + instruction + middle + "\n\n### Response:\n";
  }

  private final class Writing {
    private final StringBuilder text = new StringBuilder();
    private final List<Span> spans = new ArrayList<>();

    private void answer(String answer, boolean trained) {
      int start = text.length();
      text.append(answer).append(endOfAnswer);
      spans.add(new Span(start, text.length(), trained));
    }

    private Rendered rendered() {
      return new Rendered(text.toString(), spans, false);
    }
  }
}
