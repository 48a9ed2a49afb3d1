// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.util.List;

/**
 * What became of a row.
 *
 * @param examples kept examples, none if the row was left out
 * @param length tokens before anything was cut
 */
record Tokenized(List<Example> examples, Fate fate, int length) {
  /** How a row fared. */
  enum Fate {
    WHOLE,
    TRUNCATED,
    SPLIT,
    DROPPED,
    MASKED
  }
}
