// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.tape;

import java.util.Objects;
import org.eidograph.model.Parameter;
import org.eidograph.model.Pass;
import org.eidograph.model.nn.Linear;
import org.eidograph.model.nn.LowRankDelta;
import org.eidograph.torch.DType;
import org.eidograph.torch.Nn;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Tensor;
import org.jspecify.annotations.Nullable;

/** One module of a {@link LinearGroupTape}: its columns, and what its delta and biases do alone. */
final class LinearBranch {
  private final Linear module;
  private final long first; // its first column in y
  private @Nullable Tensor bottleneck; // U, (N, r)
  private @Nullable Tensor kept; // the elements of x that dropout lets through, (N, in) bool

  LinearBranch(Linear module, long first) {
    this.module = module;
    this.first = first;
  }

  boolean adapted() {
    return module.delta() != null;
  }

  LowRankDelta delta() {
    return Objects.requireNonNull(module.delta());
  }

  Tensor part(Tensor y) {
    return y.narrow(1, first, module.outputs());
  }

  boolean drops(Pass pass) {
    return pass.dropout() != null && delta().dropout() > 0;
  }

  /** Whether forward dropped inputs. */
  boolean dropped() {
    return kept != null;
  }

  /** Takes U. */
  void keep(Tensor u) {
    bottleneck = u.keep();
  }

  /** s, times 1/(1 − p) when inputs were dropped. */
  private double factor() {
    return kept == null ? delta().scale() : delta().scale() / (1 - delta().dropout());
  }

  /** Adds this module's bias and that of its delta. */
  void addBiases(Tensor y) {
    Parameter bias = module.bias();
    if (bias != null) {
      y.addInPlace(bias.value());
    }
    LowRankDelta delta = module.delta();
    if (delta != null && delta.bias() != null) {
      y.addInPlace(delta.bias().value(), delta.scale());
    }
  }

  /** Adds the delta to this module's output. */
  void addDelta(Tensor y, Tensor x, Pass pass) {
    if (drops(pass)) {
      bottleneck = dropped(x, Objects.requireNonNull(pass.dropout()));
    }
    Tensor b = delta().b().value().to(y.dtype());
    y.addMatmulInPlace(Objects.requireNonNull(bottleneck), b.t(), factor());
  }

  private Tensor dropped(Tensor x, RandomSource random) {
    kept = Nn.keepMask(x, delta().dropout(), random).keep();
    return Nn.linear(x.mul(kept), delta().a().value().to(x.dtype()), null).keep();
  }

  /** Adds the gradients of the weight, B and the biases. */
  void addGradients(Tensor dy, Tensor x, Gradients gradients) {
    if (module.weightParameter().trainable()) {
      gradients.addProduct(module.weightParameter(), dy.t(), x, 1);
    }
    biasGradient(module.bias(), dy, 1, gradients);
    LowRankDelta delta = module.delta();
    if (delta == null) {
      return;
    }
    biasGradient(delta.bias(), dy, delta.scale(), gradients);
    if (delta.b().trainable()) {
      addUp(dy, Objects.requireNonNull(bottleneck), gradients);
    }
  }

  /** V, or null without a delta. */
  @Nullable Tensor throughB(Tensor dy) {
    LowRankDelta delta = module.delta();
    return delta == null ? null : dy.matmul(delta.b().value().to(dy.dtype())).mulInPlace(factor());
  }

  void throughDropout(Tensor v, Tensor x, @Nullable Tensor dx, Gradients gradients) {
    Tensor mask = Objects.requireNonNull(kept);
    LowRankDelta delta = delta();
    if (delta.a().trainable()) {
      gradients.addProduct(delta.a(), v.t(), x.mul(mask), 1);
    }
    if (dx != null) {
      dx.addInPlace(v.matmul(delta.a().value().to(v.dtype())).mulInPlace(mask));
    }
  }

  private static void biasGradient(
      @Nullable Parameter bias, Tensor dy, double factor, Gradients gradients) {
    if (bias != null && bias.trainable()) {
      gradients.add(bias, dy.to(DType.FLOAT32).sum(0, false), factor);
    }
  }

  /** Adds dB; in mixed types the wide dy is the faster on the right-hand side. */
  private void addUp(Tensor dy, Tensor bottleneck, Gradients gradients) {
    Parameter b = delta().b();
    if (dy.dtype() == DType.FLOAT32) {
      gradients.addProduct(b, dy.t(), bottleneck, factor());
    } else {
      gradients.add(b, bottleneck.t().matmul(dy).t(), factor());
    }
  }

  void close() {
    if (bottleneck != null) {
      bottleneck.close();
    }
    if (kept != null) {
      kept.close();
    }
  }
}
