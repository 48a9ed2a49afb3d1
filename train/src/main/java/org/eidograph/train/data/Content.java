// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a row asks the model to learn, whatever its file called the parts. */
public sealed interface Content {
  /** Text learned as a whole. */
  record Document(String text) implements Content {}

  /** A completion learned after a prompt that is only read. */
  record Completion(String prompt, String completion) implements Content {}

  /**
   * A conversation in which the assistant's turns are learned.
   *
   * @param tools descriptions of callable functions as plain JSON values, often empty
   */
  record Conversation(List<Turn> turns, List<Object> tools) implements Content {
    public Conversation {
      turns = List.copyOf(turns);
      tools = List.copyOf(tools);
    }
  }

  /**
   * An Alpaca row: an instruction, perhaps with an input to work on, and the answer.
   *
   * @param history earlier pairs of user text and answer, which are learned too
   */
  record Instruction(
      @Nullable String system,
      List<Completion> history,
      String instruction,
      String input,
      String output)
      implements Content {
    public Instruction {
      history = List.copyOf(history);
    }

    /** The same as turns; the user's text is the instruction, a line feed and the input. */
    public Conversation toConversation() {
      List<Turn> turns = new ArrayList<>();
      if (system != null && !system.isEmpty()) {
        turns.add(Turn.of("system", system));
      }
      for (Completion earlier : history) {
        turns.add(Turn.of("user", earlier.prompt()));
        turns.add(Turn.of("assistant", earlier.completion()));
      }
      turns.add(Turn.of("user", input.isEmpty() ? instruction : instruction + "\n" + input));
      turns.add(Turn.of("assistant", output));
      return new Conversation(turns, List.of());
    }
  }
}
