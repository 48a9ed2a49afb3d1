// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.nn;

import java.util.List;
import org.eidograph.torch.DType;
import org.eidograph.torch.FrozenMatrix;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * Linear modules that read the same input, such as q, k and v, multiplied as one matrix while their
 * weights are frozen.
 *
 * <p>The matrix is made at first use and kept until {@link #release}, which is the duty of whoever
 * ends the training. Where it holds the weights as they are, the modules' own weights become views
 * of it, so that nothing is held twice; make it before other threads read the weights. Low-rank
 * deltas stand beside the weights in it from {@link #fold} to {@link #unfold}.
 */
public final class LinearGroup {
  private final List<Linear> modules;
  private @Nullable FrozenMatrix matrix;
  private @Nullable AdaptedMatrix adapted; // its W is the matrix
  private boolean folded;

  public LinearGroup(Linear... modules) {
    this.modules = List.of(modules);
  }

  /** The modules, in the order of their outputs. */
  public List<Linear> modules() {
    return modules;
  }

  /** Whether the weights can stand as one frozen matrix: frozen, stored as (out, in), one type. */
  public boolean frozen() {
    DType type = modules.get(0).computeType();
    return (type == DType.FLOAT32 || type == DType.BFLOAT16)
        && modules.stream()
            .allMatch(
                m ->
                    !m.weightParameter().trainable() && !m.transposed() && m.computeType() == type);
  }

  /** The weights one below the other, (Σ out, in). */
  public synchronized FrozenMatrix matrix() {
    if (matrix == null) {
      if (modules.stream().anyMatch(m -> m.weightParameter().stored())) {
        matrix = FrozenMatrix.onDemand(this::weights, outputs());
        return matrix;
      }
      matrix = FrozenMatrix.of(modules.stream().map(Linear::weight).toList());
      if (!matrix.blocked() && modules.size() > 1) {
        share(matrix);
      }
    }
    return matrix;
  }

  private Tensor weights() {
    return Tensors.cat(modules.stream().map(Linear::weight).toList(), 0);
  }

  private long outputs() {
    return modules.stream().mapToLong(Linear::outputs).sum();
  }

  /**
   * Copies the present values of low-rank deltas beside the frozen weights, where {@link #folded}
   * gives them until {@link #unfold}: between the two the deltas must not change. Nothing happens
   * where weights and deltas cannot stand in one matrix. Not while other threads read the weights.
   */
  public synchronized void fold() {
    folded = false;
    if (!frozen() || !AdaptedMatrix.suits(modules)) {
      return;
    }
    if (adapted == null || !adapted.fits(modules)) {
      AdaptedMatrix whole = AdaptedMatrix.of(modules);
      release();
      adapted = whole;
      try (Scope scope = Scope.open()) {
        matrix = FrozenMatrix.view(whole.weights());
      }
      share(matrix);
    }
    adapted.take(modules);
    folded = true;
  }

  /** The deltas may change again. */
  public synchronized void unfold() {
    folded = false;
  }

  /** Weights and deltas as one matrix between {@link #fold} and {@link #unfold}, or null. */
  public synchronized @Nullable AdaptedMatrix folded() {
    return folded ? adapted : null;
  }

  private void share(FrozenMatrix whole) {
    long first = 0;
    try (Scope scope = Scope.open()) {
      for (Linear module : modules) {
        long outputs = module.outputs();
        module.weightParameter().replace(whole.rows(first, outputs).keep());
        first += outputs;
      }
    }
  }

  /** Bytes that {@link #matrix} or {@link #folded} takes beside the weights themselves. */
  public long extraBytes() {
    if (AdaptedMatrix.suits(modules)) {
      return AdaptedMatrix.extraBytes(modules);
    }
    boolean stored = modules.stream().anyMatch(m -> m.weightParameter().stored());
    boolean copied = modules.get(0).computeType() == DType.FLOAT32 && !stored;
    return copied ? 2 * modules.stream().mapToLong(m -> m.weightParameter().bytes()).sum() : 0;
  }

  /** Frees the matrix; weights that became views of it hold what they need of it. */
  public synchronized void release() {
    if (matrix != null) {
      matrix.close();
      matrix = null;
    }
    if (adapted != null) {
      adapted.close();
      adapted = null;
    }
    folded = false;
  }
}
