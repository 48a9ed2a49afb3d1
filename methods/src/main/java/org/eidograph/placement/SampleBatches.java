// Licensed under the Apache License, Version 2.0.
package org.eidograph.placement;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.eidograph.base.BadInputException;

/** Cuts a stream of samples into batches: shortened, checked, counted, hashed and padded. */
final class SampleBatches {
  private final Iterator<int[]> source;
  private final ScoringOptions options;
  private final int longest;
  private final int vocabulary;
  private final Fingerprint fingerprint = new Fingerprint();
  private final Deque<int[]> ahead = new ArrayDeque<>(); // at most one
  private int samples;

  /**
   * Begins reading.
   *
   * @param longest tokens kept of each sample
   * @param vocabulary number of ids
   */
  SampleBatches(Iterator<int[]> source, ScoringOptions options, int longest, int vocabulary) {
    this.source = source;
    this.options = options;
    this.longest = longest;
    this.vocabulary = vocabulary;
  }

  /** Whether there is another batch. */
  boolean hasNext() {
    while (ahead.isEmpty() && samples < options.maxSamples() && source.hasNext()) {
      int[] sample = source.next();
      if (sample.length > 0) {
        ahead.add(accepted(sample));
      }
    }
    return !ahead.isEmpty();
  }

  /** The next batch, not empty. */
  List<int[]> next() {
    return options.averaging() instanceof Averaging.OverPaddedBatches padded
        ? paddedBatch(padded)
        : batchOf(((Averaging.OverTokens) options.averaging()).batchTokens());
  }

  private List<int[]> batchOf(int tokens) {
    List<int[]> batch = new ArrayList<>();
    int room = tokens;
    while (hasNext() && (batch.isEmpty() || ahead.element().length <= room)) {
      int[] sample = ahead.remove();
      room -= sample.length;
      batch.add(sample);
    }
    return batch;
  }

  private List<int[]> paddedBatch(Averaging.OverPaddedBatches padded) {
    requireKnown(padded.padId());
    List<int[]> batch = new ArrayList<>();
    while (batch.size() < padded.batchSize() && hasNext()) {
      batch.add(ahead.remove());
    }
    int length = batch.stream().mapToInt(sample -> sample.length).max().orElseThrow();
    return batch.stream().map(sample -> filled(sample, length, padded.padId())).toList();
  }

  private static int[] filled(int[] sample, int length, int padId) {
    int[] row = Arrays.copyOf(sample, length);
    Arrays.fill(row, sample.length, length, padId);
    return row;
  }

  private int[] accepted(int[] sample) {
    int[] kept = sample.length > longest ? Arrays.copyOf(sample, longest) : sample;
    for (int id : kept) {
      requireKnown(id);
    }
    fingerprint.add(kept);
    samples++;
    return kept;
  }

  private void requireKnown(int id) {
    if (id < 0 || id >= vocabulary) {
      throw new BadInputException(
          "token ids must be below the model's vocabulary %d, got %d; use the model's own tokenizer"
              .formatted(vocabulary, id));
    }
  }

  /** Samples read so far. */
  int samples() {
    return samples;
  }

  /** Hash of the samples as they were used; only at the end. */
  String sha256() {
    return fingerprint.hex();
  }
}
