// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.coordinates;

import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/** One batch of standard normal inputs with random classes, the same for every network. */
final class ClassBatch {
  private final float[] inputs;
  private final int features;
  private final int[] classes;

  private ClassBatch(float[] inputs, int features, int[] classes) {
    this.inputs = inputs;
    this.features = features;
    this.classes = classes;
  }

  static ClassBatch draw(int size, int features, int classes, long seed) {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(seed, "batch")) {
      float[] inputs = Tensors.normal(random, size, features).toFloats();
      double[] places = Tensors.uniform(random, 1, size).toDoubles(); // in [-1, 1)
      int[] drawn = new int[size];
      for (int i = 0; i < size; i++) {
        drawn[i] = Math.min(classes - 1, (int) ((places[i] + 1) / 2 * classes));
      }
      return new ClassBatch(inputs, features, drawn);
    }
  }

  /** (N, features), of the current scope. */
  Tensor inputs() {
    return Tensors.ofFloats(inputs, classes.length, features);
  }

  int[] classes() {
    return classes.clone();
  }
}
