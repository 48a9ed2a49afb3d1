// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.tape;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.eidograph.model.Parameter;
import org.eidograph.model.Pass;
import org.eidograph.model.nn.Linear;
import org.eidograph.model.nn.LinearGroup;
import org.eidograph.model.nn.LowRankDelta;
import org.eidograph.torch.DType;
import org.eidograph.torch.Nn;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * Forward and backward of linear modules with one input, without a graph, in the type of their
 * weights. W is all weights one below the other; per module i:
 *
 * <pre>
 * Uᵢ = (x∘Mᵢ)·Aᵢᵀ       yᵢ  = x·Wᵢᵀ + bᵢ + sᵢ·(Uᵢ·Bᵢᵀ + b_Bᵢ)
 * Vᵢ = sᵢ·dyᵢ·Bᵢ        dBᵢ = sᵢ·dyᵢᵀ·Uᵢ     dAᵢ = Vᵢᵀ·(x∘Mᵢ)     dx = dy·W + Σ (Vᵢ·Aᵢ)∘Mᵢ
 * </pre>
 *
 * M is the dropout mask divided by the keep probability. Without dropout the modules' A stand one
 * below the other too, so that x is read once. Nothing of the size of W is formed; only the
 * bottlenecks U and a byte mask are saved.
 */
public final class LinearGroupTape implements AutoCloseable {
  private final LinearGroup group;
  private final List<Branch> branches = new ArrayList<>();
  private final long outputs;

  public LinearGroupTape(LinearGroup group) {
    this.group = group;
    long first = 0;
    for (Linear module : group.modules()) {
      branches.add(new Branch(module, first));
      first += module.outputs();
    }
    outputs = first;
  }

  /**
   * Forward.
   *
   * @param x (N, in) in the modules' type
   * @return (N, Σ out) in the modules' type, a fresh tensor
   */
  public Tensor forward(Tensor x, Pass pass) {
    Tensor y = group.matrix().timesTransposed(x);
    List<Branch> together = sharingInput(pass);
    if (!together.isEmpty()) {
      Tensor u = Nn.linear(x, stackedA(together, x.dtype()), null);
      split(u, together);
    }
    for (Branch branch : branches) {
      branch.addTo(branch.part(y), x, pass);
    }
    return y;
  }

  /** Σ out of the modules. */
  public long outputs() {
    return outputs;
  }

  /** Where a module's output lies in that of the group, a view. */
  public Tensor part(Tensor y, int module) {
    return branches.get(module).part(y);
  }

  /**
   * Backward.
   *
   * @param dy (N, Σ out) in the modules' type
   * @param x what {@link #forward} got
   * @return gradient of x in the modules' type, a fresh tensor
   */
  public Tensor backward(Tensor dy, Tensor x, Gradients gradients) {
    Tensor dx = group.matrix().times(dy);
    throughAdapters(dy, x, dx, gradients);
    return dx;
  }

  /** Like {@link #backward} where nobody reads the gradient of x. */
  public void backwardToParameters(Tensor dy, Tensor x, Gradients gradients) {
    throughAdapters(dy, x, null, gradients);
  }

  private void throughAdapters(Tensor dy, Tensor x, @Nullable Tensor dx, Gradients gradients) {
    List<Branch> together = new ArrayList<>();
    List<Tensor> v = new ArrayList<>();
    for (Branch branch : branches) {
      Tensor own = branch.backward(branch.part(dy), gradients);
      if (own != null && branch.kept == null) {
        together.add(branch);
        v.add(own);
      } else if (own != null) {
        branch.throughDropout(own, x, dx, gradients);
      }
    }
    if (!together.isEmpty()) {
      Tensor all = Tensors.cat(v, 1); // (N, Σ r)
      throughA(together, all, x, gradients);
      if (dx != null) {
        dx.addMatmulInPlace(all, stackedA(together, x.dtype()), 1);
      }
    }
  }

  /** Adds a product to a gradient, in one go where the types agree. */
  private static void addProduct(Tensor gradient, Tensor left, Tensor right, double factor) {
    if (left.dtype() == gradient.dtype()) {
      gradient.addMatmulInPlace(left, right, factor);
    } else {
      gradient.addInPlace(left.matmul(right), factor);
    }
  }

  private static void throughA(List<Branch> together, Tensor v, Tensor x, Gradients gradients) {
    if (together.size() == 1) {
      LowRankDelta delta = together.get(0).delta();
      if (delta.a().trainable()) {
        addProduct(gradients.of(delta.a()), v.t(), x, 1);
      }
      return;
    }
    Tensor dA = v.t().matmul(x); // (Σ r, in)
    long first = 0;
    for (Branch branch : together) {
      LowRankDelta delta = branch.delta();
      if (delta.a().trainable()) {
        gradients.of(delta.a()).addInPlace(dA.narrow(0, first, delta.rank()));
      }
      first += delta.rank();
    }
  }

  /** The adapted modules whose A sees x itself. */
  private List<Branch> sharingInput(Pass pass) {
    return branches.stream()
        .filter(branch -> branch.module.delta() != null && !branch.drops(pass))
        .toList();
  }

  private static Tensor stackedA(List<Branch> together, DType type) {
    return Tensors.cat(together.stream().map(b -> b.delta().a().value().to(type)).toList(), 0);
  }

  private static void split(Tensor u, List<Branch> together) {
    long first = 0;
    for (Branch branch : together) {
      branch.bottleneck = u.narrow(1, first, branch.delta().rank()).keep();
      first += branch.delta().rank();
    }
  }

  @Override
  public void close() {
    branches.forEach(Branch::close);
  }

  /** One module of the group. */
  private static final class Branch {
    private final Linear module;
    private final long first; // its first column in y
    private @Nullable Tensor bottleneck; // U, (N, r)
    private @Nullable Tensor kept; // the elements of x that dropout lets through, (N, in) bool

    Branch(Linear module, long first) {
      this.module = module;
      this.first = first;
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

    /** s, times 1/(1 − p) when inputs were dropped. */
    private double factor() {
      return kept == null ? delta().scale() : delta().scale() / (1 - delta().dropout());
    }

    /** Adds bias and delta to this module's output. */
    void addTo(Tensor y, Tensor x, Pass pass) {
      Parameter bias = module.bias();
      if (bias != null) {
        y.addInPlace(bias.value());
      }
      LowRankDelta delta = module.delta();
      if (delta == null) {
        return;
      }
      if (drops(pass)) {
        bottleneck = dropped(x, Objects.requireNonNull(pass.dropout()));
      }
      Tensor b = delta.b().value().to(y.dtype());
      y.addMatmulInPlace(Objects.requireNonNull(bottleneck), b.t(), factor());
      if (delta.bias() != null) {
        y.addInPlace(delta.bias().value(), delta.scale());
      }
    }

    private Tensor dropped(Tensor x, RandomSource random) {
      kept = Nn.keepMask(x, delta().dropout(), random).keep();
      return Nn.linear(x.mul(kept), delta().a().value().to(x.dtype()), null).keep();
    }

    /** Adds the gradients of B and the biases; returns V, or null without a delta. */
    @Nullable Tensor backward(Tensor dy, Gradients gradients) {
      biasGradient(module.bias(), dy, 1, gradients);
      LowRankDelta delta = module.delta();
      if (delta == null) {
        return null;
      }
      biasGradient(delta.bias(), dy, delta.scale(), gradients);
      if (delta.b().trainable()) {
        addProduct(gradients.of(delta.b()), dy.t(), Objects.requireNonNull(bottleneck), factor());
      }
      return dy.matmul(delta.b().value().to(dy.dtype())).mulInPlace(factor());
    }

    void throughDropout(Tensor v, Tensor x, @Nullable Tensor dx, Gradients gradients) {
      Tensor mask = Objects.requireNonNull(kept);
      LowRankDelta delta = delta();
      if (delta.a().trainable()) {
        gradients.of(delta.a()).addInPlace(v.t().matmul(x.mul(mask)));
      }
      if (dx != null) {
        dx.addInPlace(v.matmul(delta.a().value().to(v.dtype())).mulInPlace(mask));
      }
    }

    private static void biasGradient(
        @Nullable Parameter bias, Tensor dy, double factor, Gradients gradients) {
      if (bias != null && bias.trainable()) {
        gradients.of(bias).addInPlace(dy.to(DType.FLOAT32).sum(0, false), factor);
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
}
