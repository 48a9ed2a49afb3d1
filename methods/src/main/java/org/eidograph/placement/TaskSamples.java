// Licensed under the Apache License, Version 2.0.
package org.eidograph.placement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.eidograph.train.data.Example;
import org.eidograph.train.data.ExampleSet;

/** Samples for scoring, drawn from what will be trained on. */
public final class TaskSamples {
  private TaskSamples() {}

  /** Which part of an example is scored. */
  public enum Part {
    /** All of it, as it will be trained. */
    WHOLE,
    /** What comes before the first trained token, as in the authors' runs; all if nothing does. */
    PROMPT
  }

  /**
   * Draws examples without replacement.
   *
   * @param count at most so many
   * @return token ids, each sample at least one token
   */
  public static List<int[]> draw(ExampleSet examples, int count, Part part, long seed) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, examples.size()).boxed().toList());
    Collections.shuffle(order, new Random(seed));
    return order.stream()
        .limit(count)
        .sorted() // neighbours in the store are read together
        .map(index -> ids(examples.get(index), part))
        .toList();
  }

  private static int[] ids(Example example, Part part) {
    if (part == Part.WHOLE) {
      return example.ids();
    }
    int prompt = 0;
    while (prompt < example.length() && !example.trained()[prompt]) {
      prompt++;
    }
    return prompt == 0 ? example.ids() : Arrays.copyOf(example.ids(), prompt);
  }
}
