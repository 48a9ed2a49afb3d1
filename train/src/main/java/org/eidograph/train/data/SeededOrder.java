// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.util.SplittableRandom;

/** Seeded permutations that are the same on every machine. */
final class SeededOrder {
  /** 2^64 divided by the golden ratio, the increment of SplitMix64; spreads small seeds. */
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private SeededOrder() {}

  /** A generator for one purpose of one seed. */
  static SplittableRandom generator(long seed, long purpose) {
    return new SplittableRandom(new SplittableRandom(seed).nextLong() + GOLDEN * (purpose + 1));
  }

  /** The numbers 0 … n − 1, shuffled. */
  static int[] permutation(int n, SplittableRandom random) {
    int[] order = identity(n);
    shuffle(order, 0, n, random);
    return order;
  }

  static int[] identity(int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    return order;
  }

  /** Fisher–Yates on {@code [from, to)}. */
  static void shuffle(int[] values, int from, int to, SplittableRandom random) {
    for (int i = to - 1; i > from; i--) {
      int j = from + below(i - from + 1, random);
      int held = values[i];
      values[i] = values[j];
      values[j] = held;
    }
  }

  /** Uniform in [0, bound); written out because the library may change how it draws one. */
  private static int below(int bound, SplittableRandom random) {
    long bits;
    long value;
    do {
      bits = random.nextLong() >>> 1;
      value = bits % bound;
    } while (bits - value + (bound - 1)
        < 0); // the last, incomplete block would favour small values
    return (int) value;
  }
}
