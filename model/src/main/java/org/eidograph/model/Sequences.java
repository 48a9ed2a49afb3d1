// Licensed under the Apache License, Version 2.0.
package org.eidograph.model;

import java.util.Arrays;
import java.util.List;

/**
 * Token sequences laid end to end without padding. Each attends to itself alone and its positions
 * count from {@code firstPosition}, so that packing can never leak from one into another.
 *
 * @param ids all tokens, N
 * @param starts where each sequence begins, and N at the end: S + 1 numbers
 * @param firstPosition position of every sequence's first token: 0, or the number of tokens already
 *     cached
 */
@SuppressWarnings("ArrayRecordComponent") // a value in transit, never compared
public record Sequences(int[] ids, int[] starts, int firstPosition) {
  public Sequences {
    if (starts.length < 2 || starts[0] != 0 || starts[starts.length - 1] != ids.length) {
      throw new IllegalArgumentException(
          "starts must run from 0 to %d, got %s".formatted(ids.length, Arrays.toString(starts)));
    }
  }

  /** One sequence. */
  public static Sequences of(int... ids) {
    return new Sequences(ids, new int[] {0, ids.length}, 0);
  }

  /** Several sequences. */
  public static Sequences of(List<int[]> sequences) {
    int[] starts = new int[sequences.size() + 1];
    for (int i = 0; i < sequences.size(); i++) {
      starts[i + 1] = starts[i] + sequences.get(i).length;
    }
    int[] ids = sequences.stream().flatMapToInt(Arrays::stream).toArray();
    return new Sequences(ids, starts, 0);
  }

  /** Number of sequences. */
  public int count() {
    return starts.length - 1;
  }

  /** Number of tokens. */
  public int tokens() {
    return ids.length;
  }

  /** Tokens of one sequence. */
  public int length(int sequence) {
    return starts[sequence + 1] - starts[sequence];
  }

  /** Tokens of the longest sequence. */
  public int longest() {
    int longest = 0;
    for (int i = 0; i < count(); i++) {
      longest = Math.max(longest, length(i));
    }
    return longest;
  }

  /** Position of every token, N. */
  public int[] positions() {
    int[] positions = new int[ids.length];
    for (int s = 0; s < count(); s++) {
      for (int i = starts[s]; i < starts[s + 1]; i++) {
        positions[i] = firstPosition + i - starts[s];
      }
    }
    return positions;
  }
}
