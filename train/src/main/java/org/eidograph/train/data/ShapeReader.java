// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.BadInputException;
import tools.jackson.databind.JsonNode;

/** Turns a row of a known shape into what it asks the model to learn. */
final class ShapeReader {
  private ShapeReader() {}

  /**
   * Reads one row.
   *
   * @throws BadInputException if a value is absent or of the wrong type, naming file and line
   */
  static Content read(RowShape shape, Row row) {
    return switch (shape) {
      case TEXT -> new Content.Document(Rows.string(row, "text"));
      case PROMPT_COMPLETION -> promptCompletion(row);
      case MESSAGES -> MessageReader.conversation(row, "messages");
      case SHAREGPT -> ShareGptReader.conversation(row);
      case ALPACA -> instruction(row);
      case PREFERENCE -> throw new IllegalArgumentException("preference rows are refused earlier");
    };
  }

  /** Strings, or lists of messages of which only the completion's are learned. */
  private static Content promptCompletion(Row row) {
    JsonNode prompt = row.fields().get("prompt");
    if (prompt == null || !prompt.isArray()) {
      return new Content.Completion(Rows.string(row, "prompt"), Rows.string(row, "completion"));
    }
    List<Turn> turns = new ArrayList<>();
    for (Turn turn : MessageReader.turns(row, "prompt")) {
      turns.add(turn.withTrained(false));
    }
    turns.addAll(MessageReader.turns(row, "completion"));
    return new Content.Conversation(turns, MessageReader.tools(row));
  }

  private static Content.Instruction instruction(Row row) {
    String input = Rows.optionalString(row, "input");
    List<Content.Completion> history = new ArrayList<>();
    for (JsonNode pair : Rows.array(row, "history")) {
      history.add(historyPair(row, pair));
    }
    return new Content.Instruction(
        Rows.optionalString(row, "system"),
        history,
        Rows.string(row, "instruction"),
        input == null ? "" : input,
        Rows.string(row, "output"));
  }

  private static Content.Completion historyPair(Row row, JsonNode pair) {
    if (pair.isArray() && pair.size() == 2 && pair.get(0).isString() && pair.get(1).isString()) {
      return new Content.Completion(pair.get(0).stringValue(), pair.get(1).stringValue());
    }
    throw new BadInputException(
        "%s: 'history' must be pairs of strings [user, answer], but holds %s"
            .formatted(row.origin(), pair));
  }
}
