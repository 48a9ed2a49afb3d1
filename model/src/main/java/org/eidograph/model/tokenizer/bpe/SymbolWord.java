// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.tokenizer.bpe;

import java.util.function.LongConsumer;

/** A counted word as the tokens it consists of so far. */
final class SymbolWord {
  private final long count;
  private int[] ids;

  SymbolWord(int[] ids, long count) {
    this.ids = ids;
    this.count = count;
  }

  long count() {
    return count;
  }

  /** Two ids as one key whose order is that of the left id, then of the right one. */
  static long pair(int left, int right) {
    return (long) left << 32 | right;
  }

  static int left(long pair) {
    return (int) (pair >>> 32);
  }

  static int right(long pair) {
    return (int) pair;
  }

  /** Every pair of neighbours, as often as it stands here. */
  void pairs(LongConsumer each) {
    for (int i = 1; i < ids.length; i++) {
      each.accept(pair(ids[i - 1], ids[i]));
    }
  }

  /** Puts one token in the place of two neighbours, from left to right. */
  void merge(long pair, int merged) {
    int[] shorter = new int[ids.length];
    int size = 0;
    for (int i = 0; i < ids.length; i++) {
      boolean found = i + 1 < ids.length && pair(ids[i], ids[i + 1]) == pair;
      shorter[size++] = found ? merged : ids[i];
      i += found ? 1 : 0;
    }
    ids = java.util.Arrays.copyOf(shorter, size);
  }
}
