// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.util.ArrayList;
import java.util.List;

/** Rows by length, in buckets that double: 1–16, 17–32, 33–64 … tokens. */
final class LengthHistogram {
  /** log2 of the first bucket's upper end. */
  private static final int FIRST = 4;

  private final long[] counts = new long[32];
  private long longest;

  void add(int length) {
    counts[bucket(length)]++;
    longest = Math.max(longest, length);
  }

  long longest() {
    return longest;
  }

  /** Buckets from the first to the last that is not empty. */
  List<DataReport.LengthBucket> buckets() {
    List<DataReport.LengthBucket> buckets = new ArrayList<>();
    int last = longest == 0 ? -1 : bucket((int) longest);
    for (int i = 0; i <= last; i++) {
      long from = i == 0 ? 1 : (1L << (FIRST + i - 1)) + 1;
      buckets.add(new DataReport.LengthBucket(from, 1L << (FIRST + i), counts[i]));
    }
    return buckets;
  }

  private static int bucket(int length) {
    int ceilLog2 = 32 - Integer.numberOfLeadingZeros(Math.max(length, 1) - 1);
    return Math.max(ceilLog2 - FIRST, 0);
  }
}
