// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.util.Arrays;

/**
 * One token sequence to learn from. The first token is never a target, for nothing precedes it.
 *
 * @param ids token ids, length T ≥ 1
 * @param trained whether a token is to be predicted, length T
 */
@SuppressWarnings("ArrayRecordComponent") // handed out fresh by the store, never compared
public record Example(int[] ids, boolean[] trained) {
  public Example {
    if (ids.length == 0 || ids.length != trained.length) {
      throw new IllegalArgumentException(
          "an example needs as many marks as ids, at least one, but has %d and %d"
              .formatted(trained.length, ids.length));
    }
  }

  /** Number of tokens. */
  public int length() {
    return ids.length;
  }

  /** Number of tokens that the model has to predict. */
  public int targets() {
    int count = 0;
    for (int i = 1; i < trained.length; i++) {
      count += trained[i] ? 1 : 0;
    }
    return count;
  }

  /** Tokens {@code [from, to)}. */
  Example slice(int from, int to) {
    return new Example(Arrays.copyOfRange(ids, from, to), Arrays.copyOfRange(trained, from, to));
  }
}
