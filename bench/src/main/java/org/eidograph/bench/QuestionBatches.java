// Licensed under the Apache License, Version 2.0.
package org.eidograph.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.eidograph.torch.Scope;
import org.eidograph.torch.safetensors.TensorSource;
import org.eidograph.train.data.StepBatch;

/** The labelled questions that both sides of a comparison train on, without padding. */
final class QuestionBatches {
  private QuestionBatches() {}

  /**
   * Reads {@code ids} of all questions end to end, {@code starts} of each and their end, {@code
   * labels} of each, and {@code batches}: the first question of each batch and their number.
   */
  static List<StepBatch> read(Path file) {
    try (Scope scope = Scope.open();
        TensorSource source = TensorSource.open(file)) {
      int[] ids = ints(source, "ids");
      int[] starts = ints(source, "starts");
      int[] labels = ints(source, "labels");
      int[] batches = ints(source, "batches");
      List<StepBatch> all = new ArrayList<>();
      for (int i = 0; i + 1 < batches.length; i++) {
        all.add(batch(ids, starts, labels, batches[i], batches[i + 1]));
      }
      return all;
    }
  }

  private static StepBatch batch(int[] ids, int[] starts, int[] classes, int first, int end) {
    int origin = starts[first];
    int[] own = Arrays.stream(starts, first, end + 1).map(start -> start - origin).toArray();
    int[] labels = new int[own[end - first]];
    Arrays.fill(labels, StepBatch.IGNORED);
    for (int i = first; i < end; i++) {
      labels[own[i - first]] = classes[i];
    }
    return new StepBatch(
        Arrays.copyOfRange(ids, origin, starts[end]),
        own,
        labels,
        IntStream.range(first, end).toArray());
  }

  private static int[] ints(TensorSource source, String name) {
    return Arrays.stream(source.tensor(name).toLongs()).mapToInt(Math::toIntExact).toArray();
  }
}
