// Licensed under the Apache License, Version 2.0.
package org.eidograph.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.safetensors.TensorSource;
import org.eidograph.train.data.StepBatch;

/** The batches that both sides of a comparison train on. */
final class StepInputs {
  private StepInputs() {}

  /**
   * Reads {@code ids} and {@code labels}, both (steps, rows, T), labels not yet shifted.
   *
   * @return one batch a step; every sequence has an example number of its own
   */
  static List<StepBatch> read(Path file) {
    try (Scope scope = Scope.open();
        TensorSource source = TensorSource.open(file)) {
      Tensor ids = source.tensor("ids");
      Tensor labels = source.tensor("labels");
      List<StepBatch> batches = new ArrayList<>();
      for (int step = 0; step < ids.size(0); step++) {
        batches.add(batch(ids.select(0, step), labels.select(0, step), step));
      }
      return batches;
    }
  }

  private static StepBatch batch(Tensor ids, Tensor labels, int step) {
    int rows = (int) ids.size(0);
    int length = (int) ids.size(1);
    int[] unshifted = ints(labels);
    int[] shifted = new int[unshifted.length];
    for (int i = 0; i < shifted.length; i++) {
      shifted[i] = i % length == length - 1 ? StepBatch.IGNORED : unshifted[i + 1];
    }
    int[] starts = IntStream.rangeClosed(0, rows).map(row -> row * length).toArray();
    int[] examples = IntStream.range(0, rows).map(row -> step * rows + row).toArray();
    return new StepBatch(ints(ids), starts, shifted, examples);
  }

  private static int[] ints(Tensor tensor) {
    return Arrays.stream(tensor.toLongs()).mapToInt(Math::toIntExact).toArray();
  }
}
