// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.util.Arrays;

/** Small example sets for tests. */
final class Sets {
  private Sets() {}

  static ExampleSet of(Example... examples) {
    try (ExampleStoreWriter writer = new ExampleStoreWriter(1 << 20)) {
      for (int i = 0; i < examples.length; i++) {
        writer.add(examples[i], i);
      }
      return new ExampleSet(writer.finish(), SeededOrder.identity(examples.length));
    }
  }

  /**
   * Example i has the i-th length and counts up from 1000·i; all but the first token is learned.
   */
  static ExampleSet ofLengths(int... lengths) {
    Example[] examples = new Example[lengths.length];
    for (int i = 0; i < lengths.length; i++) {
      int[] ids = new int[lengths[i]];
      Arrays.setAll(ids, new Counter(1000 * i)::at);
      boolean[] trained = new boolean[lengths[i]];
      Arrays.fill(trained, 1, lengths[i], true);
      examples[i] = new Example(ids, trained);
    }
    return of(examples);
  }

  private record Counter(int start) {
    int at(int offset) {
      return start + offset;
    }
  }
}
