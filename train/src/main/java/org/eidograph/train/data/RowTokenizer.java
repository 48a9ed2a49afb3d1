// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.eidograph.base.BadInputException;
import org.eidograph.model.tokenizer.Tokenizer;

/**
 * Turns a row into token ids and marks the ones to learn.
 *
 * <p>The whole text is encoded once. A token is learned when its characters overlap a learned span,
 * so a token that straddles the end of the prompt is learned, and no piece is ever encoded apart
 * from its surroundings. The token that ends a sequence follows the last learned span exactly once.
 */
final class RowTokenizer {
  private final Tokenizer tokenizer;
  private final ConversationFormat format;
  private final DataOptions options;

  RowTokenizer(Tokenizer tokenizer, ConversationFormat format, DataOptions options) {
    this.tokenizer = tokenizer;
    this.format = format;
    this.options = options;
  }

  /**
   * Tokenizes one row.
   *
   * @throws BadInputException naming file and line
   */
  Tokenized tokenize(RowShape shape, Row row) {
    Example whole = encode(written(ShapeReader.read(shape, row), row.origin()));
    requireInVocabulary(whole.ids(), options.vocabularySize(), row.origin());
    return fit(whole);
  }

  /** Checks ids against the embedding that will look them up. */
  static void requireInVocabulary(int[] ids, int vocabularySize, Origin origin) {
    for (int id : ids) {
      if (id < 0 || id >= vocabularySize) {
        throw new BadInputException(
            "token ids must lie in the model's vocabulary of %d, but %s holds the id %d; the"
                    .formatted(vocabularySize, origin, id)
                + " tokenizer does not belong to this model");
      }
    }
  }

  private ConversationFormat.Rendered written(Content content, Origin origin) {
    if (content instanceof Content.Document document) {
      return spanning(document.text(), 0);
    }
    if (content instanceof Content.Completion completion) {
      return spanning(completion.prompt() + completion.completion(), completion.prompt().length());
    }
    try {
      return content instanceof Content.Instruction instruction
          ? format.render(instruction)
          : format.render((Content.Conversation) content);
    } catch (BadInputException e) {
      throw new BadInputException("%s: %s".formatted(origin, e.getMessage()), e);
    }
  }

  private static ConversationFormat.Rendered spanning(String text, int start) {
    return new ConversationFormat.Rendered(
        text, List.of(new ConversationFormat.Span(start, text.length(), true)), false);
  }

  private Example encode(ConversationFormat.Rendered rendered) {
    String text = rendered.text();
    Tokenizer.Encoding encoding = tokenizer.encode(text, !rendered.hasSpecialTokens());
    List<ConversationFormat.Span> spans = learned(rendered);
    boolean[] trained = marks(encoding, spans);
    int[] ids = encoding.ids();
    OptionalInt end = tokenizer.eosId();
    boolean learnsEnd =
        !spans.isEmpty() && spans.get(spans.size() - 1).end() == text.length() && !text.isEmpty();
    if (end.isEmpty() || !learnsEnd) {
      return new Example(ids, trained);
    }
    if (ids.length > 0 && ids[ids.length - 1] == end.getAsInt()) {
      trained[ids.length - 1] = true;
    } else if (!rendered.hasSpecialTokens()) {
      ids = Arrays.copyOf(ids, ids.length + 1);
      trained = Arrays.copyOf(trained, ids.length);
      ids[ids.length - 1] = end.getAsInt();
      trained[ids.length - 1] = true;
    }
    return new Example(ids, trained);
  }

  private List<ConversationFormat.Span> learned(ConversationFormat.Rendered rendered) {
    if (options.trainOn() == TrainOn.ALL) {
      return List.of(new ConversationFormat.Span(0, rendered.text().length(), true));
    }
    List<ConversationFormat.Span> spans =
        rendered.spans().stream().filter(ConversationFormat.Span::trained).toList();
    boolean lastOnly = options.trainOn() == TrainOn.LAST && !spans.isEmpty();
    return lastOnly ? spans.subList(spans.size() - 1, spans.size()) : spans;
  }

  private static boolean[] marks(Tokenizer.Encoding encoding, List<ConversationFormat.Span> spans) {
    boolean[] trained = new boolean[encoding.ids().length];
    for (int i = 0; i < trained.length; i++) {
      int start = encoding.starts()[i];
      int end = encoding.ends()[i];
      for (ConversationFormat.Span span : spans) {
        // an empty token inside a span overlaps it; one at its border (an added BOS) does not
        trained[i] |= start < span.end() && end > span.start();
      }
    }
    return trained;
  }

  private Tokenized fit(Example whole) {
    int length = whole.length();
    int max = options.maxLength();
    if (length <= max) {
      return whole.targets() == 0
          ? new Tokenized(List.of(), Tokenized.Fate.MASKED, length)
          : new Tokenized(List.of(whole), Tokenized.Fate.WHOLE, length);
    }
    return switch (options.overflow()) {
      case RIGHT -> one(whole.slice(0, max), length);
      case LEFT -> one(keepEnd(whole), length);
      case DROP -> new Tokenized(List.of(), Tokenized.Fate.DROPPED, length);
      case SPLIT -> pieces(whole);
    };
  }

  private static Tokenized one(Example cut, int length) {
    return cut.targets() == 0
        ? new Tokenized(List.of(), Tokenized.Fate.MASKED, length)
        : new Tokenized(List.of(cut), Tokenized.Fate.TRUNCATED, length);
  }

  private Example keepEnd(Example whole) {
    int from = whole.length() - options.maxLength();
    Example cut = whole.slice(from, whole.length());
    OptionalInt begin = tokenizer.bosId();
    if (begin.isPresent() && whole.ids()[0] == begin.getAsInt()) {
      cut.ids()[0] = begin.getAsInt();
      cut.trained()[0] = false;
    }
    return cut;
  }

  private Tokenized pieces(Example whole) {
    List<Example> pieces = new ArrayList<>();
    for (int from = 0; from < whole.length(); from += options.maxLength()) {
      Example piece = whole.slice(from, Math.min(from + options.maxLength(), whole.length()));
      if (piece.targets() > 0) {
        pieces.add(piece);
      }
    }
    return new Tokenized(
        pieces, pieces.isEmpty() ? Tokenized.Fate.MASKED : Tokenized.Fate.SPLIT, whole.length());
  }
}
