// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.eidograph.lora.InputAnalysis.Shown;
import org.eidograph.train.data.Example;
import org.eidograph.train.data.ExampleSet;

/** The training data in their own order, a few batches of them, with the trained tokens marked. */
record ShownBatches(ExampleSet examples) implements Iterable<List<Shown>> {
  /** A pass over more finds the same directions: they settle within some dozen batches. */
  private static final int MOST = 64;

  /** Tokens of a batch, so that it has more of them than components are looked for. */
  private static final int TOKENS = 1024;

  @Override
  public Iterator<List<Shown>> iterator() {
    List<List<Shown>> batches = new ArrayList<>();
    List<Shown> batch = new ArrayList<>();
    int tokens = 0;
    for (int i = 0; i < examples.size() && batches.size() < MOST; i++) {
      Example example = examples.get(i);
      batch.add(new Shown(example.ids(), example.trained()));
      tokens += example.targets();
      if (tokens >= TOKENS) {
        batches.add(batch);
        batch = new ArrayList<>();
        tokens = 0;
      }
    }
    if (!batch.isEmpty() && batches.size() < MOST) {
      batches.add(batch);
    }
    return batches.iterator();
  }
}
