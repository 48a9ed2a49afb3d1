// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.eidograph.model.tokenizer.Tokenizer;

/** Decodes an example with its mask, so that a person can see what is learned. */
final class MarkedSample {
  /** A person reads no more than this many tokens. */
  private static final int MOST_TOKENS = 1024;

  private MarkedSample() {}

  /**
   * Runs of tokens that are all learned or all only read, special tokens included.
   *
   * <p>The text of a run is what it adds to the text before it, for a tokenizer may drop the first
   * space of whatever it decodes.
   */
  static List<DataReport.Run> of(Example example, Tokenizer tokenizer) {
    int length = Math.min(example.length(), MOST_TOKENS);
    List<DataReport.Run> runs = new ArrayList<>();
    String before = "";
    int start = 0;
    for (int end = 1; end <= length; end++) {
      if (end == length || example.trained()[end] != example.trained()[start]) {
        String text = tokenizer.decode(Arrays.copyOf(example.ids(), end), false);
        String added =
            text.startsWith(before)
                ? text.substring(before.length())
                : tokenizer.decode(Arrays.copyOfRange(example.ids(), start, end), false);
        runs.add(new DataReport.Run(added, example.trained()[start]));
        before = text;
        start = end;
      }
    }
    return runs;
  }
}
