// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.tape;

import org.eidograph.model.Parameter;
import org.eidograph.model.Pass;
import org.eidograph.model.nn.Linear;
import org.eidograph.model.nn.LowRankDelta;
import org.eidograph.torch.DType;
import org.eidograph.torch.Nn;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One linear module's forward and backward without a graph, in the type of its weight.
 *
 * <pre>
 * U = (x∘M)·Aᵀ          y  = x·Wᵀ + b + s·(U·Bᵀ + b_B)
 * V = dy·B              dB = s·dyᵀ·U     dA = s·Vᵀ·(x∘M)     dx = dy·W + s·(V·A)∘M
 * </pre>
 *
 * M is the dropout mask divided by the keep probability. Nothing of the size of W is formed, and
 * only U and a byte mask are saved.
 */
public final class LinearTape implements AutoCloseable {
  private final Linear module;
  private @Nullable Tensor bottleneck; // U, (N, r)
  private @Nullable Tensor kept; // the elements of x that dropout lets through, (N, in) bool

  public LinearTape(Linear module) {
    this.module = module;
  }

  /** Whether this module's trainable parameters all have a formula here. */
  public static boolean supports(Linear module) {
    DType type = module.computeType();
    return !module.weightParameter().trainable()
        && (type == DType.FLOAT32 || type == DType.BFLOAT16);
  }

  /**
   * Forward.
   *
   * @param x (N, in) in the module's type
   * @return (N, out) in the module's type, a fresh tensor
   */
  public Tensor forward(Tensor x, Pass pass) {
    Parameter bias = module.bias();
    Tensor b = bias == null ? null : bias.value().to(x.dtype());
    Tensor y = Nn.linear(x, module.weight(), b);
    LowRankDelta delta = module.delta();
    if (delta == null) {
      return y;
    }
    Tensor u = Nn.linear(dropped(x, delta, pass), delta.a().value().to(x.dtype()), null);
    bottleneck = u.keep();
    y.addMatmulInPlace(u, delta.b().value().to(x.dtype()).t(), factor(delta));
    if (delta.bias() != null) {
      y.addInPlace(delta.bias().value(), delta.scale());
    }
    return y;
  }

  private Tensor dropped(Tensor x, LowRankDelta delta, Pass pass) {
    RandomSource random = pass.dropout();
    if (random == null || delta.dropout() == 0) {
      return x;
    }
    kept = Nn.keepMask(x, delta.dropout(), random).keep();
    return x.mul(kept);
  }

  /** s, times 1/(1 − p) when inputs were dropped. */
  private double factor(LowRankDelta delta) {
    return kept == null ? delta.scale() : delta.scale() / (1 - delta.dropout());
  }

  /**
   * Backward.
   *
   * @param dy (N, out) in the module's type
   * @param x what {@link #forward} got
   * @param dx sum so far of the gradients of x from modules that share it, or null
   * @return dx with this module's part added, in place where it was given
   */
  public Tensor backward(Tensor dy, Tensor x, @Nullable Tensor dx, Gradients gradients) {
    Tensor sum = plus(dx, dy, module.weight());
    biasGradient(module.bias(), dy, 1, gradients);
    LowRankDelta delta = module.delta();
    if (delta == null || bottleneck == null) {
      return sum;
    }
    double s = factor(delta);
    biasGradient(delta.bias(), dy, delta.scale(), gradients);
    if (delta.b().trainable()) {
      gradients.of(delta.b()).addInPlace(dy.t().matmul(bottleneck), s);
    }
    Tensor v = dy.matmul(delta.b().value().to(dy.dtype()));
    if (delta.a().trainable()) {
      gradients.of(delta.a()).addInPlace(v.t().matmul(kept == null ? x : x.mul(kept)), s);
    }
    Tensor a = delta.a().value().to(dy.dtype());
    return kept == null
        ? sum.addMatmulInPlace(v, a, s)
        : sum.addInPlace(v.matmul(a).mulInPlace(kept), s);
  }

  private static Tensor plus(@Nullable Tensor sum, Tensor dy, Tensor weight) {
    return sum == null ? dy.matmul(weight) : sum.addMatmulInPlace(dy, weight, 1);
  }

  private static void biasGradient(
      @Nullable Parameter bias, Tensor dy, double factor, Gradients gradients) {
    if (bias != null && bias.trainable()) {
      gradients.of(bias).addInPlace(dy.to(DType.FLOAT32).sum(0, false), factor);
    }
  }

  @Override
  public void close() {
    if (bottleneck != null) {
      bottleneck.close();
    }
    if (kept != null) {
      kept.close();
    }
  }
}
