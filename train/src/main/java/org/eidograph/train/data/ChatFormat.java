// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.BadInputException;
import org.eidograph.model.chat.ChatTemplate;
import org.eidograph.model.chat.Message;
import org.eidograph.model.chat.RenderOptions;
import org.eidograph.model.chat.TrainingText;
import org.eidograph.model.tokenizer.Tokenizer;

/** Writes conversations with a checkpoint's own chat template. */
public final class ChatFormat implements ConversationFormat {
  private final ChatTemplate template;

  private ChatFormat(ChatTemplate template) {
    this.template = template;
  }

  /**
   * The format for a model: its template, or the Alpaca form where it has none (its name says so).
   *
   * @param tokenizer gives the token that ends an answer of the Alpaca form
   */
  public static ConversationFormat of(ChatTemplate template, Tokenizer tokenizer) {
    if (!template.name().equals("alpaca")) {
      return new ChatFormat(template);
    }
    int[] end = tokenizer.eosId().stream().toArray();
    return new AlpacaFormat(end.length == 0 ? "" : tokenizer.decode(end, false));
  }

  @Override
  public String name() {
    return template.name();
  }

  /**
   * {@inheritDoc}
   *
   * @throws BadInputException if the template refuses it, or a turn that is not to be learned
   *     cannot be told apart
   */
  @Override
  public Rendered render(Content.Conversation conversation) {
    List<Turn> turns = conversation.turns();
    TrainingText text =
        template.renderSpans(
            turns.stream().map(turn -> new Message(turn.message())).toList(),
            RenderOptions.PLAIN.withTools(conversation.tools()));
    List<Span> spans = new ArrayList<>();
    for (TrainingText.Span span : text.spans()) {
      spans.add(new Span(span.start(), span.end(), isTrained(span, turns)));
    }
    return new Rendered(text.text(), spans, true);
  }

  private static boolean isTrained(TrainingText.Span span, List<Turn> turns) {
    if (span.message() != TrainingText.UNKNOWN_MESSAGE) {
      return turns.get(span.message()).trained();
    }
    if (turns.stream().filter(turn -> turn.role().equals("assistant")).allMatch(Turn::trained)) {
      return true;
    }
    throw new BadInputException(
        "the chat template does not tell which text belongs to which turn; learn all of the"
            + " assistant's turns, or none");
  }
}
