// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.names;

import org.eidograph.theory.scaling.names.ModelDescription.Widths;

/** What the length of an axis means in a model. */
public enum AxisSymbol {
  /** Width of the residual stream. */
  HIDDEN(true),
  /** All query heads side by side. */
  QUERY_HEADS(true),
  /** All key or value heads side by side. */
  KEY_VALUE_HEADS(true),
  /** One head. */
  HEAD_SIZE(true),
  /** Inner width of a feed-forward block. */
  FEED_FORWARD(true),
  VOCABULARY(false),
  POSITIONS(false),
  TOKEN_TYPES(false),
  EXPERTS(false),
  /** Classes of a classifier. */
  LABELS(false),
  /** A length that no model changes: the missing second axis of a vector, BERT's two answers. */
  CONSTANT(false);

  /** A length that the model's description does not fix. */
  static final long ANY = 0;

  private final boolean width;

  AxisSymbol(boolean width) {
    this.width = width;
  }

  /** Whether it is a width: an axis that grows when a model is made wider. */
  public boolean isWidth() {
    return width;
  }

  /** Its length in a model, or {@link #ANY}. */
  long length(ModelDescription model) {
    Widths widths = model.widths();
    return switch (this) {
      case HIDDEN -> widths.hiddenSize();
      case QUERY_HEADS -> (long) widths.heads() * widths.headSize();
      case KEY_VALUE_HEADS -> (long) widths.keyValueHeads() * widths.headSize();
      case HEAD_SIZE -> widths.headSize();
      case FEED_FORWARD -> widths.feedForwardSize();
      case VOCABULARY -> model.counts().vocabulary();
      case POSITIONS -> model.counts().positions();
      case TOKEN_TYPES -> model.counts().tokenTypes();
      case EXPERTS -> model.counts().experts();
      case LABELS -> model.counts().labels();
      case CONSTANT -> ANY;
    };
  }
}
