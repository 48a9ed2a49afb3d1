// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

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

  private final @Nullable Tensor forward; // for x·Wᵀ: blocked, or W itself; null on demand
  private final @Nullable Tensor backward; // for dy·W: blocked, or W itself; null on demand
  private final @Nullable Supplier<Tensor> source; // makes W for one product
  private final boolean blocked;
  private final long outputs;

  private FrozenMatrix(
      @Nullable Tensor forward,
      @Nullable Tensor backward,
      @Nullable Supplier<Tensor> source,
      boolean blocked,
      long outputs) {
    this.forward = forward;
    this.backward = backward;
    this.source = source;
    this.blocked = blocked;
    this.outputs = outputs;
  }

  /**
   * A matrix that is made for each product and freed after it, since it lies packed elsewhere.
   *
   * @param source gives W (outputs, in), owned by the innermost scope
   */
  public static FrozenMatrix onDemand(Supplier<Tensor> source, long outputs) {
    return new FrozenMatrix(null, null, source, false, outputs);
  }

  /**
   * Takes a copy of matrices laid one below the other.
   *
   * @param rows each (outᵢ, in), of one type; W is (Σ outᵢ, in)
   * @return owned by the caller
   */
  public static FrozenMatrix of(List<Tensor> rows) {
    return of(rows, rows.get(0).dtype());
  }

  /**
   * Takes a copy in another type.
   *
   * @param type in which the products are taken
   */
  public static FrozenMatrix of(List<Tensor> rows, DType type) {
    try (Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      Tensor w = stacked(rows, type);
      if (w.dtype() != DType.FLOAT32 || w.device() != Device.CPU || !Dispatch.hasBlockedLinear()) {
        return new FrozenMatrix(w.keep(), w.keep(), null, false, w.size(0));
      }
      return new FrozenMatrix(
          Dispatch.blockedWeight(w, USUAL_ROWS).keep(),
          Dispatch.blockedWeight(w.t(), USUAL_ROWS).keep(),
          null,
          true,
          w.size(0));
    }
  }

  private static Tensor stacked(List<Tensor> rows, DType type) {
    if (rows.size() == 1) {
      return rows.get(0).to(type).contiguous();
    }
    long all = rows.stream().mapToLong(r -> r.size(0)).sum();
    Tensor w = Tensors.empty(type, rows.get(0).device(), all, rows.get(0).size(1));
    long first = 0;
    for (Tensor part : rows) {
      w.narrow(0, first, part.size(0)).copyFromInPlace(part);
      first += part.size(0);
    }
    return w;
  }

  /**
   * W without a copy: what it shares memory with must not change.
   *
   * @param w (out, in), a view perhaps
   */
  public static FrozenMatrix view(Tensor w) {
    Tensor own = w.detach();
    return new FrozenMatrix(own.keep(), own.keep(), null, false, w.size(0));
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
    if (blocked || forward == null) {
      throw new IllegalStateException(
          "a matrix in blocked layout or on demand has no rows to show");
    }
    return forward.narrow(0, first, count);
  }

  /** {@code x·Wᵀ}, (N, in) to (N, out), without a graph. */
  public Tensor timesTransposed(Tensor x) {
    if (forward == null) {
      return withMatrix(w -> Nn.linear(x, w, null));
    }
    return blocked ? Dispatch.blockedLinear(x, forward) : Nn.linear(x, forward, null);
  }

  /** {@code dy·W}, (N, out) to (N, in), without a graph. */
  public Tensor times(Tensor dy) {
    if (backward == null) {
      return withMatrix(dy::matmul);
    }
    return blocked ? Dispatch.blockedLinear(dy, backward) : dy.matmul(backward);
  }

  private Tensor withMatrix(UnaryOperator<Tensor> product) {
    Tensor kept;
    try (Scope scope = Scope.open()) {
      kept = product.apply(Objects.requireNonNull(source).get()).keep();
    }
    try (kept) {
      return kept.detach();
    }
  }

  @Override
  public void close() {
    if (forward != null && backward != null) {
      forward.close();
      backward.close();
    }
  }
}
