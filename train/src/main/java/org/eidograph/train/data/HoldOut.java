// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * A seeded part of the rows (of the windows, for plain text) that is evaluated, not trained on. All
 * examples cut from one row stay on one side.
 */
final class HoldOut {
  private HoldOut() {}

  /**
   * Splits a store; both sides keep file order.
   *
   * @param fraction of the rows, rounded, but at least one row on either side if there are two
   */
  static Sides split(ExampleStore store, double fraction, long seed) {
    int[] rows = IntStream.range(0, store.size()).map(store::row).distinct().toArray(); // ascending
    int held = (int) Math.round(fraction * rows.length);
    if (fraction > 0) {
      held = Math.max(0, Math.min(Math.max(held, 1), rows.length - 1));
    }
    int[] order = SeededOrder.permutation(rows.length, SeededOrder.generator(seed, -1));
    BitSet heldRows = new BitSet();
    for (int i = 0; i < held; i++) {
      heldRows.set(rows[order[i]]);
    }
    return new Sides(
        new ExampleSet(store, where(store, heldRows, false)),
        new ExampleSet(store, where(store, heldRows, true)));
  }

  private static int[] where(ExampleStore store, BitSet heldRows, boolean isHeld) {
    return IntStream.range(0, store.size())
        .filter(i -> heldRows.get(store.row(i)) == isHeld)
        .toArray();
  }

  /** The two sides. */
  record Sides(ExampleSet train, ExampleSet eval) {}
}
