// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.util.Arrays;

/**
 * One token sequence to learn from: its own tokens, of which the first is never a target, for
 * nothing precedes it; or, where it has a class, that class alone.
 *
 * @param ids token ids, length T ≥ 1
 * @param trained whether a token is to be predicted, length T
 * @param label class of the whole sequence, or {@link #UNLABELLED}
 */
@SuppressWarnings("ArrayRecordComponent") // handed out fresh by the store, never compared
public record Example(int[] ids, boolean[] trained, int label) {
  /** Marks a sequence without a class. */
  public static final int UNLABELLED = -1;

  /** A sequence whose marked tokens are learned. */
  public Example(int[] ids, boolean[] trained) {
    this(ids, trained, UNLABELLED);
  }

  /** A sequence whose class is learned. */
  public static Example classified(int[] ids, int label) {
    if (label < 0) {
      throw new IllegalArgumentException("a class is numbered from 0, got " + label);
    }
    return new Example(ids, new boolean[ids.length], label);
  }

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

  /** Number of tokens that the model has to predict; 1 for a class. */
  public int targets() {
    if (label != UNLABELLED) {
      return 1;
    }
    int count = 0;
    for (int i = 1; i < trained.length; i++) {
      count += trained[i] ? 1 : 0;
    }
    return count;
  }

  /** Tokens {@code [from, to)}. */
  Example slice(int from, int to) {
    return new Example(
        Arrays.copyOfRange(ids, from, to), Arrays.copyOfRange(trained, from, to), label);
  }
}
