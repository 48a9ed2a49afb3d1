// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.init;

import java.util.Arrays;
import java.util.List;
import org.eidograph.torch.DType;
import org.eidograph.torch.LinearAlgebra;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * Principal components of rows that come batch by batch (Ross et al. 2008): the stored components,
 * weighed by their singular values, stand for all earlier rows when a new batch is decomposed.
 *
 * <p>Only what the first k components leave out is forgotten; with k = columns nothing is, and the
 * result is that of all rows at once. It owns native memory until {@link #close}.
 */
public final class IncrementalComponents implements AutoCloseable {
  private final int count;
  private long seen;
  private @Nullable Tensor components; // (k, columns) float32, orthonormal rows
  private @Nullable Tensor singularValues; // (k)
  private @Nullable Tensor mean; // (columns) float64
  private double squares; // of all centred rows
  private double[] cosines = {};

  /**
   * Begins.
   *
   * @param count k, at least 1
   */
  public IncrementalComponents(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("there must be at least 1 component, got " + count);
    }
    this.count = count;
  }

  /**
   * Adds rows.
   *
   * @param batch (N, columns)
   * @return whether they were used: a first batch needs at least k rows
   * @throws IllegalArgumentException if k exceeds the columns
   */
  public boolean add(Tensor batch) {
    if (count > batch.size(1)) {
      throw new IllegalArgumentException(
          "there are at most as many components as columns %d, got %d"
              .formatted(batch.size(1), count));
    }
    if (batch.size(0) < count) {
      return false;
    }
    try (Scope scope = Scope.open()) {
      Tensor rows = batch.detach().to(DType.FLOAT64);
      Tensor batchMean = rows.sum(0, false).mul(1.0 / rows.size(0));
      Tensor centred = rows.sub(batchMean);
      double own = centred.mul(centred).sum().item();
      if (components == null || singularValues == null || mean == null) {
        squares = own;
        replace(centred, batchMean);
      } else {
        join(components, singularValues, mean, centred, batchMean, own);
      }
      seen += rows.size(0);
    }
    return true;
  }

  private void join(
      Tensor old, Tensor values, Tensor oldMean, Tensor centred, Tensor batchMean, double own) {
    double n = centred.size(0);
    double weight = Math.sqrt(seen / (seen + n) * n); // of the shift between the two means
    Tensor shift = oldMean.sub(batchMean).mul(weight).unsqueeze(0);
    squares += own + shift.mul(shift).sum().item();
    Tensor stacked =
        Tensors.cat(List.of(old.mul(values.unsqueeze(1)).to(DType.FLOAT64), centred, shift), 0);
    Tensor joined = oldMean.mul(seen / (seen + n)).add(batchMean.mul(n / (seen + n)));
    replace(stacked, joined);
  }

  private void replace(Tensor rows, Tensor newMean) {
    LinearAlgebra.SingularValues terms = LinearAlgebra.svd(rows.to(DType.FLOAT32)).leading(count);
    Tensor next = upright(terms.vt()).keep();
    cosines =
        components == null ? new double[count] : components.mul(next).sum(1, false).toDoubles();
    close();
    components = next;
    singularValues = terms.s().contiguous().keep();
    mean = newMean.keep();
  }

  /** Turns each component so that its largest entry is positive: a sign is no property of one. */
  private static Tensor upright(Tensor rows) {
    int width = (int) rows.size(1);
    float[] values = rows.toFloats();
    for (int start = 0; start < values.length; start += width) {
      int largest = start;
      for (int i = start; i < start + width; i++) {
        largest = Math.abs(values[i]) > Math.abs(values[largest]) ? i : largest;
      }
      if (values[largest] < 0) {
        for (int i = start; i < start + width; i++) {
          values[i] = -values[i];
        }
      }
    }
    return Tensors.ofFloats(values, rows.shape());
  }

  /** Whether there are components yet. */
  public boolean ready() {
    return components != null;
  }

  /** The least cosine between one of the first components and itself before the last batch. */
  public double similarity(int first) {
    return Arrays.stream(cosines).limit(first).min().orElse(0);
  }

  /** The components, (k, columns), leading first; owned by this object. */
  public Tensor components() {
    return required(components);
  }

  /** Their singular values, (k); owned by this object. */
  public Tensor singularValues() {
    return required(singularValues);
  }

  /** The share of the rows' variance along each component. */
  public double[] explainedShares() {
    try (Scope scope = Scope.open()) {
      Tensor values = singularValues().to(DType.FLOAT64);
      return values.mul(values).mul(squares == 0 ? 0 : 1 / squares).toDoubles();
    }
  }

  private static Tensor required(@Nullable Tensor tensor) {
    if (tensor == null) {
      throw new IllegalStateException("components need a batch of at least as many rows first");
    }
    return tensor;
  }

  @Override
  public void close() {
    if (components != null && singularValues != null && mean != null) {
      components.close();
      singularValues.close();
      mean.close();
    }
  }
}
