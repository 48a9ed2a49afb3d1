// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.nn;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Nn;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * Frozen weights W (out, in) and the low-rank deltas beside them as one matrix, so that the wider
 * side of the deltas costs no pass of its own over the activations. B is the block diagonal of all
 * {@code sᵢ·Bᵢ}, (out, R), and A all Aᵢ one below the other, (R, in). Where out ≥ in:
 *
 * <pre>
 * U = x·Aᵀ     y = [x U]·[W B]ᵀ           [dx₀ V] = dy·[W B]     dx = dx₀ + V·A
 * </pre>
 *
 * and where out &lt; in:
 *
 * <pre>
 * [y₀ U] = x·[W; A]ᵀ     y = y₀ + U·Bᵀ    V = dy·B               dx = [dy V]·[W; A]
 * </pre>
 *
 * <p>In bfloat16 on a CPU, where products of rank r alone take as long as memory does. The factors
 * are copies: {@link #take} fetches the deltas' present values.
 */
public final class AdaptedMatrix implements AutoCloseable {
  private static final long TILE = 32; // a product whose last tile is a full one is the faster

  private final List<Integer> ranks; // of the modules, 0 without a delta
  private final long rank; // R
  private final long inputs;
  private final long outputs;
  private final boolean wideOutputs;
  private final Tensor whole; // [W B] or [W; A], zeros up to a multiple of the tile
  private final Tensor narrow; // the factor that is not in it

  private AdaptedMatrix(List<Linear> modules) {
    this.ranks = ranks(modules);
    this.rank = ranks.stream().mapToLong(Integer::longValue).sum();
    this.inputs = modules.get(0).inputs();
    this.outputs = outputs(modules);
    this.wideOutputs = outputs >= inputs;
    long room = room(rank);
    this.whole = wideOutputs ? zeros(outputs, inputs + room) : zeros(outputs + room, inputs);
    this.narrow = wideOutputs ? zeros(rank, inputs) : zeros(outputs, rank);
    Tensor w = weights();
    long first = 0;
    for (Linear module : modules) {
      w.narrow(0, first, module.outputs()).copyFromInPlace(module.weight());
      first += module.outputs();
    }
  }

  private static Tensor zeros(long rows, long columns) {
    return Tensors.zeros(DType.BFLOAT16, Device.CPU, rows, columns).keep();
  }

  /** A copy of frozen weights, with room for the deltas that the modules have now. */
  static AdaptedMatrix of(List<Linear> modules) {
    try (Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      return new AdaptedMatrix(modules);
    }
  }

  /** Whether the modules' weights and deltas can stand in one matrix. */
  static boolean suits(List<Linear> modules) {
    return modules.stream().anyMatch(module -> module.delta() != null)
        && modules.stream().allMatch(AdaptedMatrix::suits);
  }

  private static boolean suits(Linear module) {
    LowRankDelta delta = module.delta();
    return !module.weightParameter().stored()
        && module.weightParameter().dtype() == DType.BFLOAT16
        && module.weight().device().equals(Device.CPU)
        && (delta == null || (delta.dropout() == 0 && delta.magnitude() == null));
  }

  /** Bytes that it takes beside the weights. */
  static long extraBytes(List<Linear> modules) {
    long in = modules.get(0).inputs();
    long out = outputs(modules);
    long r = ranks(modules).stream().mapToLong(Integer::longValue).sum();
    return DType.BFLOAT16.bytes() * (Math.max(in, out) * room(r) + Math.min(in, out) * r);
  }

  private static List<Integer> ranks(List<Linear> modules) {
    List<Integer> ranks = new ArrayList<>();
    for (Linear module : modules) {
      LowRankDelta delta = module.delta();
      ranks.add(delta == null ? 0 : delta.rank());
    }
    return ranks;
  }

  private static long outputs(List<Linear> modules) {
    return modules.stream().mapToLong(Linear::outputs).sum();
  }

  private static long room(long rank) {
    return (rank + TILE - 1) / TILE * TILE;
  }

  /** Whether the modules' deltas have the ranks that there is room for. */
  boolean fits(List<Linear> modules) {
    return ranks.equals(ranks(modules));
  }

  /** Copies the present values of the deltas. */
  void take(List<Linear> modules) {
    try (Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      long row = 0;
      long first = 0;
      for (Linear module : modules) {
        LowRankDelta delta = module.delta();
        if (delta != null) {
          Tensor up = b().narrow(0, first, module.outputs()).narrow(1, row, delta.rank());
          up.copyFromInPlace(delta.b().value().mul(delta.scale()));
          a().narrow(0, row, delta.rank()).copyFromInPlace(delta.a().value());
          row += delta.rank();
        }
        first += module.outputs();
      }
    }
  }

  /** W, a view. */
  Tensor weights() {
    return whole.narrow(0, 0, outputs).narrow(1, 0, inputs);
  }

  private Tensor a() {
    return wideOutputs ? narrow : whole.narrow(0, outputs, rank);
  }

  private Tensor b() {
    return wideOutputs ? whole.narrow(1, inputs, rank) : narrow;
  }

  /**
   * What goes forward.
   *
   * @param y (N, out) fresh, perhaps a view of a wider tensor
   * @param bottleneck U, (N, R), of its own memory
   */
  public record Forward(Tensor y, Tensor bottleneck) {}

  /**
   * The modules' outputs, deltas included and biases not.
   *
   * @param x (N, in) bfloat16
   */
  public Forward forward(Tensor x) {
    if (wideOutputs) {
      Tensor u = Nn.linear(x, a(), null);
      return new Forward(Nn.linear(beside(x, u), whole, null), u);
    }
    Tensor both = Nn.linear(x, whole, null);
    Tensor u = both.narrow(1, outputs, rank).contiguous();
    return new Forward(both.narrow(1, 0, outputs).addMatmulInPlace(u, b().t(), 1), u);
  }

  /**
   * What goes back.
   *
   * @param dx (N, in) fresh, perhaps a view of a wider tensor; null where nobody reads it
   * @param v V, (N, R), which has the deltas' scales in it
   */
  public record Backward(@Nullable Tensor dx, Tensor v) {}

  /**
   * Gradients of the input and behind A.
   *
   * @param dy (N, out) bfloat16
   */
  public Backward backward(Tensor dy) {
    if (wideOutputs) {
      Tensor both = dy.matmul(whole);
      Tensor v = both.narrow(1, inputs, rank).contiguous();
      return new Backward(both.narrow(1, 0, inputs).addMatmulInPlace(v, a(), 1), v);
    }
    Tensor v = dy.matmul(b());
    return new Backward(beside(dy, v).matmul(whole), v);
  }

  /** Like {@link #backward} without the gradient of the input. */
  public Backward backwardToDeltas(Tensor dy) {
    return new Backward(null, dy.matmul(b()));
  }

  /** Two tensors side by side, and zeros where W has them: oneDNN reads up to full tiles. */
  private static Tensor beside(Tensor x, Tensor u) {
    long left = x.size(1);
    long right = u.size(1);
    Tensor both = Tensors.empty(x.dtype(), x.device(), x.size(0), left + room(right));
    both.narrow(1, 0, left).copyFromInPlace(x);
    both.narrow(1, left, right).copyFromInPlace(u);
    both.narrow(1, left + right, room(right) - right).zeroInPlace();
    return both;
  }

  @Override
  public void close() {
    whole.close();
    narrow.close();
  }
}
