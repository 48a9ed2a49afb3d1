// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.util.List;

/** How a conversation is written down as the text that the model sees. */
public interface ConversationFormat {
  /** The name shown in plans and reports, for example {@code chat template} or {@code alpaca}. */
  String name();

  /** Writes a conversation, with no prompt for a further answer at its end. */
  Rendered render(Content.Conversation conversation);

  /** Writes an Alpaca row; as its turns, unless the format has a place for the input. */
  default Rendered render(Content.Instruction instruction) {
    return render(instruction.toConversation());
  }

  /**
   * A written conversation.
   *
   * @param spans what each assistant turn wrote, its end-of-turn mark included, in order
   * @param hasSpecialTokens whether the text spells out every special token the model should see,
   *     as chat templates do; otherwise the tokenizer adds its own
   */
  record Rendered(String text, List<Span> spans, boolean hasSpecialTokens) {
    public Rendered {
      spans = List.copyOf(spans);
    }
  }

  /**
   * Characters {@code [start, end)} of a text.
   *
   * @param trained false if the row asks not to learn this turn
   */
  record Span(int start, int end, boolean trained) {}
}
