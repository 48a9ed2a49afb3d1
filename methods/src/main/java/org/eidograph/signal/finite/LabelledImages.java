// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.finite;

import java.util.Arrays;
import org.eidograph.base.BadInputException;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/**
 * Inputs with the class of each.
 *
 * @param rows N·d numbers, row after row
 * @param labels class of each row, from 0
 * @param dimension d
 */
public record LabelledImages(double[] rows, int[] labels, int dimension) {
  public LabelledImages {
    if (labels.length == 0 || rows.length != (long) labels.length * dimension) {
      throw new IllegalArgumentException(
          "there must be %d numbers for each of at least one label, got %d for %d labels"
              .formatted(dimension, rows.length, labels.length));
    }
  }

  /** N. */
  public int count() {
    return labels.length;
  }

  /** How many classes there are at least: the largest label and one. */
  public int classes() {
    return Arrays.stream(labels).max().orElseThrow() + 1;
  }

  /** The first so many. */
  public LabelledImages first(int count) {
    int kept = Math.min(count, count());
    return new LabelledImages(
        Arrays.copyOf(rows, kept * dimension), Arrays.copyOf(labels, kept), dimension);
  }

  /** Those from {@code from} on, at most {@code count}. */
  public LabelledImages part(int from, int count) {
    int to = Math.min(from + count, count());
    return new LabelledImages(
        Arrays.copyOfRange(rows, from * dimension, to * dimension),
        Arrays.copyOfRange(labels, from, to),
        dimension);
  }

  /**
   * The same inputs scaled to {@code ‖x‖² = d}, the variance of one that the theory of equal norms
   * wants.
   *
   * @throws BadInputException if one of them is zero
   */
  public LabelledImages normalized() {
    double[] unit = rows.clone();
    for (int i = 0; i < count(); i++) {
      double square = 0;
      for (int k = i * dimension; k < (i + 1) * dimension; k++) {
        square += unit[k] * unit[k];
      }
      if (!(square > 0)) {
        throw new BadInputException(
            "every image must have a pixel that is not zero, but image %d (from 0) has none; remove it"
                .formatted(i));
      }
      double scale = Math.sqrt(dimension / square);
      for (int k = i * dimension; k < (i + 1) * dimension; k++) {
        unit[k] *= scale;
      }
    }
    return new LabelledImages(unit, labels, dimension);
  }

  /** The rows as a float64 tensor, (N, d), of the current scope. */
  public Tensor tensor() {
    return Tensors.ofDoubles(rows, count(), dimension);
  }
}
