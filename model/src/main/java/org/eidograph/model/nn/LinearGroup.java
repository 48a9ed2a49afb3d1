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
 * weights are frozen, or for as long as a step of training leaves them as they are.
 *
 * <p>The matrix is made at first use and kept until {@link #release}, which is the duty of whoever
 * ends the training. Where it holds the weights as they are, the modules' own weights become views
 * of it, so that nothing is held twice; make it before other threads read the weights. Low-rank
 * deltas stand beside the weights in it from {@link #fold} to {@link #unfold}, and {@link #trained}
 * weights have a matrix between these two alone.
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

  /**
   * Whether all weights are trained and can stand as one matrix during a step: float32 stored as
   * (out, in), multiplied in one type, with nothing beside them.
   */
  public boolean trained() {
    DType type = modules.get(0).computeType();
    return (type == DType.FLOAT32 || type == DType.BFLOAT16)
        && modules.stream().allMatch(m -> plainlyTrained(m) && m.computeType() == type);
  }

  private static boolean plainlyTrained(Linear module) {
    return module.weightParameter().trainable()
        && module.weightParameter().dtype() == DType.FLOAT32
        && !module.transposed()
        && module.delta() == null
        && module.tokenRows() == null;
  }

  /** Whether {@link #matrix} stands for the weights now: frozen ones, or trained and folded. */
  public synchronized boolean standing() {
    return frozen() || (trained() && matrix != null);
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
    return Tensors.cat(modules.stream().map(LinearGroup::multiplied).toList(), 0);
  }

  private static Tensor multiplied(Linear module) {
    return module.weight().to(module.computeType());
  }

  private long outputs() {
    return modules.stream().mapToLong(Linear::outputs).sum();
  }

  /**
   * Copies the present values of low-rank deltas beside the frozen weights, where {@link #folded}
   * gives them until {@link #unfold}, or those of trained weights into a matrix: between the two
   * calls what was copied must not change. Nothing happens where it cannot stand in one matrix. Not
   * while other threads read the weights.
   */
  public synchronized void fold() {
    folded = false;
    if (trained()) {
      release();
      matrix =
          FrozenMatrix.of(
              modules.stream().map(Linear::weight).toList(), modules.get(0).computeType());
      return;
    }
    if (!folds()) {
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

  /** Whether {@link #fold} has anything to copy. */
  public boolean folds() {
    return trained() || (frozen() && AdaptedMatrix.suits(modules));
  }

  /** Deltas and trained weights may change again. */
  public synchronized void unfold() {
    folded = false;
    if (trained()) {
      release();
    }
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
    if (trained() && modules.get(0).computeType() == DType.BFLOAT16) {
      return modules.stream().mapToLong(m -> m.weightParameter().bytes()).sum() / 2;
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
