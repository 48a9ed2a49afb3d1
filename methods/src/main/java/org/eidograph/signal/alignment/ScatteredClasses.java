// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.alignment;

import java.util.Arrays;
import org.eidograph.signal.finite.LabelledImages;
import org.eidograph.theory.moments.Domain;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/**
 * A task that needs no files: each class is two clouds around random directions, so that no class
 * is one side of a plane.
 *
 * <pre>
 * x = anchor_k + noise/√d,   anchors random unit vectors,   label = k mod classes,   then ‖x‖² = d
 * </pre>
 */
public final class ScatteredClasses {
  /** d. */
  public static final int DIMENSION = 32;

  /** Classes. */
  public static final int CLASSES = 4;

  private static final int ANCHORS = 2 * CLASSES;

  private ScatteredClasses() {}

  /** Draws so many inputs. */
  public static LabelledImages draw(int count, long seed) {
    Domain.atLeast("the number of inputs", count, 1);
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(seed, "classes")) {
      double[] anchors = anchors(random);
      double[] rows = Tensors.normal(random, count, DIMENSION).toDoubles();
      Tensor weights = Tensors.ofFloats(ones(), ANCHORS);
      int[] labels = new int[count];
      for (int i = 0; i < count; i++) {
        int anchor = (int) weights.sampleIndex(random).itemLong();
        labels[i] = anchor % CLASSES;
        for (int k = 0; k < DIMENSION; k++) {
          int at = i * DIMENSION + k;
          rows[at] = anchors[anchor * DIMENSION + k] + rows[at] / Math.sqrt(DIMENSION);
        }
      }
      return new LabelledImages(rows, labels, DIMENSION).normalized();
    }
  }

  private static float[] ones() {
    float[] ones = new float[ANCHORS];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static double[] anchors(RandomSource random) {
    double[] anchors = Tensors.normal(random, ANCHORS, DIMENSION).toDoubles();
    int[] none = new int[ANCHORS];
    double[] rows = new LabelledImages(anchors, none, DIMENSION).normalized().rows();
    for (int i = 0; i < rows.length; i++) {
      rows[i] /= Math.sqrt(DIMENSION); // unit vectors
    }
    return rows;
  }
}
