// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which examples each batch holds, for every epoch. The plan depends only on the examples' lengths
 * and the options, so any batch can be asked for at any time; every example comes exactly once an
 * epoch, and the last batch of an epoch may be smaller.
 */
public final class BatchPlan {
  private final ExampleSet examples;
  private final BatchOptions options;
  private @Nullable Epoch current;

  /** A plan over a set that is not empty. */
  public BatchPlan(ExampleSet examples, BatchOptions options) {
    if (examples.isEmpty()) {
      throw new IllegalArgumentException("a batch plan needs at least one example");
    }
    this.examples = examples;
    this.options = options;
  }

  /** Batches of an epoch; packing may give each epoch its own number. */
  public int batches(int epoch) {
    return epoch(epoch).batches().size();
  }

  /** Example numbers of a batch, in the order in which they lie in it. */
  public int[] members(DataPosition position) {
    return epoch(position.epoch()).batches().get(position.index()).clone();
  }

  /** The batch at a position. */
  public StepBatch batch(DataPosition position) {
    return StepBatch.of(examples, members(position));
  }

  /** The position after this one; the next epoch's beginning after an epoch's last batch. */
  public DataPosition next(DataPosition position) {
    return position.index() + 1 < batches(position.epoch())
        ? new DataPosition(position.epoch(), position.index() + 1)
        : new DataPosition(position.epoch() + 1, 0);
  }

  private record Epoch(int number, List<int[]> batches) {}

  private synchronized Epoch epoch(int number) {
    Epoch held = current;
    if (held == null || held.number() != number) {
      held = new Epoch(number, plan(number));
      current = held;
    }
    return held;
  }

  private List<int[]> plan(int epoch) {
    SplittableRandom random = SeededOrder.generator(options.seed(), epoch);
    int[] order =
        options.shuffle()
            ? SeededOrder.permutation(examples.size(), random)
            : SeededOrder.identity(examples.size());
    return options.packing()
        ? new Packing(examples, options).batches(order, random)
        : chunks(order, options.batchSize());
  }

  private static List<int[]> chunks(int[] order, int size) {
    int count = (order.length + size - 1) / size;
    return IntStream.range(0, count)
        .mapToObj(i -> Arrays.copyOfRange(order, i * size, Math.min((i + 1) * size, order.length)))
        .toList();
  }
}
