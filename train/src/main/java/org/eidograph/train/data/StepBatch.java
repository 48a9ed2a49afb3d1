// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Sequences of an optimizer step, one after the other without padding. Each attends only to itself
 * and its positions begin at 0, so sequences that share a batch cannot influence each other.
 *
 * @param ids token ids of all sequences, length N
 * @param starts where each of the S sequences begins, and N at the end; length S + 1
 * @param labels the token each position must predict, or {@link #IGNORED}; already shifted, so the
 *     last position of a sequence is always ignored, and its first token is never predicted. Of a
 *     classified sequence, the class at its first position and nothing else
 * @param examples number of each sequence's example in its set, length S
 */
@SuppressWarnings("ArrayRecordComponent") // a value in transit, never compared
public record StepBatch(int[] ids, int[] starts, int[] labels, int[] examples) {
  /** A position without a target, as in the reference libraries. */
  public static final int IGNORED = -100;

  /** The number of padding among {@link #examples}. */
  public static final int NO_EXAMPLE = -1;

  /** Builds the batch of some examples. */
  public static StepBatch of(ExampleSet set, int[] members) {
    int[] starts = new int[members.length + 1];
    for (int s = 0; s < members.length; s++) {
      starts[s + 1] = starts[s] + set.length(members[s]);
    }
    int[] ids = new int[starts[members.length]];
    int[] labels = new int[ids.length];
    for (int s = 0; s < members.length; s++) {
      Example example = set.get(members[s]);
      System.arraycopy(example.ids(), 0, ids, starts[s], example.length());
      shift(example, labels, starts[s]);
    }
    return new StepBatch(ids, starts, labels, members.clone());
  }

  /** Number of sequences S. */
  public int sequences() {
    return examples.length;
  }

  /** Number of tokens N. */
  public int tokens() {
    return ids.length;
  }

  /** Number of positions with a target, by which the loss is divided. */
  public int labelCount() {
    return labelled().length;
  }

  /** The positions with a target. */
  public int[] labelled() {
    return IntStream.range(0, labels.length).filter(i -> labels[i] != IGNORED).toArray();
  }

  /**
   * Shares the sequences out over workers: whole sequences, the longest first to the worker with
   * the fewest tokens; within a part they keep their order.
   *
   * @param parts wanted, at least 1
   * @return at most {@code parts} batches, none of them empty
   */
  public List<StepBatch> split(int parts) {
    if (parts < 1) {
      throw new IllegalArgumentException("a batch splits into at least 1 part, but got " + parts);
    }
    List<List<Integer>> shares = new ArrayList<>();
    int count = Math.min(parts, sequences());
    IntStream.range(0, count).forEach(i -> shares.add(new ArrayList<>()));
    int[] load = new int[count];
    for (int sequence : longestFirst()) {
      int lightest = 0;
      for (int i = 1; i < count; i++) {
        lightest = load[i] < load[lightest] ? i : lightest;
      }
      shares.get(lightest).add(sequence);
      load[lightest] += length(sequence);
    }
    return shares.stream().map(this::part).toList();
  }

  /**
   * The batch with a sequence more, of tokens 0 without a target, where the number of tokens is not
   * a multiple of {@code multiple}: loss and gradients stay what they are.
   */
  public StepBatch paddedTo(int multiple) {
    int missing = Math.floorMod(-tokens(), multiple);
    if (missing == 0) {
      return this;
    }
    int[] moreLabels = Arrays.copyOf(labels, tokens() + missing);
    Arrays.fill(moreLabels, tokens(), moreLabels.length, IGNORED);
    int[] moreStarts = Arrays.copyOf(starts, starts.length + 1);
    moreStarts[starts.length] = moreLabels.length;
    int[] moreExamples = Arrays.copyOf(examples, examples.length + 1);
    moreExamples[examples.length] = NO_EXAMPLE;
    return new StepBatch(
        Arrays.copyOf(ids, moreLabels.length), moreStarts, moreLabels, moreExamples);
  }

  /** Tokens of a sequence. */
  public int length(int sequence) {
    return starts[sequence + 1] - starts[sequence];
  }

  private List<Integer> longestFirst() {
    return IntStream.range(0, sequences())
        .boxed()
        .sorted(Comparator.comparingInt((Integer s) -> length(s)).reversed())
        .toList();
  }

  private StepBatch part(List<Integer> share) {
    int[] chosen = share.stream().mapToInt(Integer::intValue).sorted().toArray();
    int[] newStarts = new int[chosen.length + 1];
    for (int s = 0; s < chosen.length; s++) {
      newStarts[s + 1] = newStarts[s] + length(chosen[s]);
    }
    int[] newIds = new int[newStarts[chosen.length]];
    int[] newLabels = new int[newIds.length];
    int[] newExamples = new int[chosen.length];
    for (int s = 0; s < chosen.length; s++) {
      int from = starts[chosen[s]];
      System.arraycopy(ids, from, newIds, newStarts[s], length(chosen[s]));
      System.arraycopy(labels, from, newLabels, newStarts[s], length(chosen[s]));
      newExamples[s] = examples[chosen[s]];
    }
    return new StepBatch(newIds, newStarts, newLabels, newExamples);
  }

  private static void shift(Example example, int[] labels, int start) {
    if (example.label() != Example.UNLABELLED) {
      Arrays.fill(labels, start, start + example.length(), IGNORED);
      labels[start] = example.label();
      return;
    }
    int last = example.length() - 1;
    for (int i = 0; i < last; i++) {
      labels[start + i] = example.trained()[i + 1] ? example.ids()[i + 1] : IGNORED;
    }
    labels[start + last] = IGNORED;
  }
}
