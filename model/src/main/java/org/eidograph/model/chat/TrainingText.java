// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat;

import java.util.List;

/**
 * A rendered conversation and what of it the model is to learn to write.
 *
 * @param text the whole text
 * @param spans in order, without overlap
 */
public record TrainingText(String text, List<Span> spans) {
  /** The message of a span that the template's own marks do not tell apart. */
  public static final int UNKNOWN_MESSAGE = -1;

  public TrainingText {
    spans = List.copyOf(spans);
  }

  /**
   * A stretch to train on.
   *
   * @param start first character (UTF-16 index)
   * @param end one past the last, behind the turn's end token
   * @param message index of the assistant turn, or {@link #UNKNOWN_MESSAGE}
   */
  public record Span(int start, int end, int message) {}
}
