// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Cuts a document's tokens into windows of exactly the maximal length, without overlap; the last
 * one may be shorter. Within a window every token predicts the next.
 */
final class DocumentWindows {
  private final int[] window;
  private final Consumer<Example> sink;
  private int filled;
  private long tokens;

  DocumentWindows(int maxLength, Consumer<Example> sink) {
    this.window = new int[maxLength];
    this.sink = sink;
  }

  void accept(int id) {
    window[filled++] = id;
    tokens++;
    if (filled == window.length) {
      flush();
    }
  }

  /** Passes on the last window; a single left-over token has nothing to predict and is left out. */
  void finish() {
    if (filled > 1) {
      flush();
    }
    filled = 0;
  }

  /** Tokens seen. */
  long tokens() {
    return tokens;
  }

  private void flush() {
    boolean[] trained = new boolean[filled];
    Arrays.fill(trained, true);
    trained[0] = false;
    sink.accept(new Example(Arrays.copyOf(window, filled), trained));
    filled = 0;
  }
}
