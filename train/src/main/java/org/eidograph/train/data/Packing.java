// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Puts sequences into bins of a fixed number of tokens, first-fit-decreasing within a buffer of
 * consecutive examples, and bins into batches.
 *
 * <p>The longest sequence of the buffer is placed first, each into the first bin with room. Since
 * that sorts bins by length, they are shuffled again before they are grouped.
 */
final class Packing {
  /** Examples that are packed together: more fill bins better but mix the order less. */
  private static final int BUFFER = 1024;

  private final ExampleSet examples;
  private final BatchOptions options;

  Packing(ExampleSet examples, BatchOptions options) {
    this.examples = examples;
    this.options = options;
  }

  /** Members of each batch. */
  List<int[]> batches(int[] order, SplittableRandom random) {
    List<int[]> bins = new ArrayList<>();
    for (int from = 0; from < order.length; from += BUFFER) {
      int[] buffer = Arrays.copyOfRange(order, from, Math.min(from + BUFFER, order.length));
      List<int[]> packed = pack(buffer);
      int[] places = SeededOrder.identity(packed.size());
      if (options.shuffle()) {
        SeededOrder.shuffle(places, 0, places.length, random);
      }
      Arrays.stream(places).mapToObj(packed::get).forEach(bins::add);
    }
    return group(bins);
  }

  private List<int[]> pack(int[] buffer) {
    // the sort is stable: equal lengths keep the shuffled order
    List<Integer> longestFirst =
        Arrays.stream(buffer)
            .boxed()
            .sorted(Comparator.comparingInt((Integer i) -> examples.length(i)).reversed())
            .toList();
    List<List<Integer>> bins = new ArrayList<>();
    int[] room = new int[buffer.length];
    for (int example : longestFirst) {
      int bin = 0;
      while (bin < bins.size() && room[bin] < examples.length(example)) {
        bin++;
      }
      if (bin == bins.size()) {
        bins.add(new ArrayList<>());
        room[bin] = options.maxLength();
      }
      bins.get(bin).add(example);
      room[bin] -= examples.length(example);
    }
    return bins.stream().map(Packing::toArray).toList();
  }

  private List<int[]> group(List<int[]> bins) {
    int size = options.batchSize();
    return IntStream.range(0, (bins.size() + size - 1) / size)
        .mapToObj(i -> bins.subList(i * size, Math.min((i + 1) * size, bins.size())))
        .map(some -> some.stream().flatMapToInt(Arrays::stream).toArray())
        .toList();
  }

  private static int[] toArray(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }
}
