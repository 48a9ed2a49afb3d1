// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import java.util.List;

/**
 * A constant matrix W (out, in) for many products from both sides, {@code x·Wᵀ} and {@code dy·W}.
 *
 * <p>In float32 on a CPU, W is copied into oneDNN's blocked layout, once for each side: that saves
 * the rearranging which a BLAS repeats in every call, about a sixth of the time of a product with a
 * thousand rows. It takes twice W's memory. In bfloat16, where that saving is small beside the rest
 * of a step, and where oneDNN is missing, W is used as it is.
 *
 * <p>Reading it from several threads at once is safe.
 */
public final class FrozenMatrix implements AutoCloseable {
  /** Rows the blocked layout is chosen for; any other number of rows works as well. */
  private static final long USUAL_ROWS = 1024;

  private final Tensor forward; // for x·Wᵀ: blocked, or W itself
  private final Tensor backward; // for dy·W: blocked, or W itself
  private final boolean blocked;
  private final long outputs;

  private FrozenMatrix(Tensor forward, Tensor backward, boolean blocked, long outputs) {
    this.forward = forward;
    this.backward = backward;
    this.blocked = blocked;
    this.outputs = outputs;
  }

  /**
   * Takes a copy of matrices laid one below the other.
   *
   * @param rows each (outᵢ, in), of one type; W is (Σ outᵢ, in)
   * @return owned by the caller
   */
  public static FrozenMatrix of(List<Tensor> rows) {
    try (Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      Tensor w = Tensors.cat(rows, 0).contiguous();
      if (w.dtype() != DType.FLOAT32 || w.device() != Device.CPU || !Dispatch.hasBlockedLinear()) {
        return new FrozenMatrix(w.keep(), w.keep(), false, w.size(0));
      }
      return new FrozenMatrix(
          Dispatch.blockedWeight(w, USUAL_ROWS).keep(),
          Dispatch.blockedWeight(w.t().contiguous(), USUAL_ROWS).keep(),
          true,
          w.size(0));
    }
  }

  /** Rows of W. */
  public long outputs() {
    return outputs;
  }

  /** Whether W was rearranged, so that {@link #rows} has nothing to show. */
  public boolean blocked() {
    return blocked;
  }

  /** Some rows of W, a view; only where W is not {@link #blocked}. */
  public Tensor rows(long first, long count) {
    if (blocked) {
      throw new IllegalStateException("a matrix in blocked layout has no readable rows");
    }
    return forward.narrow(0, first, count);
  }

  /** {@code x·Wᵀ}, (N, in) to (N, out), without a graph. */
  public Tensor timesTransposed(Tensor x) {
    return blocked ? Dispatch.blockedLinear(x, forward) : Nn.linear(x, forward, null);
  }

  /** {@code dy·W}, (N, out) to (N, in), without a graph. */
  public Tensor times(Tensor dy) {
    return blocked ? Dispatch.blockedLinear(dy, backward) : dy.matmul(backward);
  }

  @Override
  public void close() {
    forward.close();
    backward.close();
  }
}
