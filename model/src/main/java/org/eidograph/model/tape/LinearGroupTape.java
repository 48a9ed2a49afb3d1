// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.tape;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.eidograph.model.Pass;
import org.eidograph.model.nn.AdaptedMatrix;
import org.eidograph.model.nn.Linear;
import org.eidograph.model.nn.LinearGroup;
import org.eidograph.model.nn.LowRankDelta;
import org.eidograph.torch.DType;
import org.eidograph.torch.Nn;
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
 * dWᵢ = dyᵢᵀ·x          where the weights are trained
 * </pre>
 *
 * M is the dropout mask divided by the keep probability. Without dropout the modules' A stand one
 * below the other too, so that x is read once, and while the group is {@link LinearGroup#fold
 * folded} one {@link AdaptedMatrix} gives all but the parameters' gradients. Nothing of the size of
 * W is formed; only the bottlenecks U and a byte mask are saved.
 */
public final class LinearGroupTape implements AutoCloseable {
  private final LinearGroup group;
  private final @Nullable AdaptedMatrix folded;
  private final List<LinearBranch> branches = new ArrayList<>();
  private final long outputs;

  public LinearGroupTape(LinearGroup group) {
    this.group = group;
    this.folded = group.folded();
    long first = 0;
    for (Linear module : group.modules()) {
      branches.add(new LinearBranch(module, first));
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
    Tensor y = folded == null ? separately(x, pass) : together(folded, x);
    for (LinearBranch branch : branches) {
      branch.addBiases(branch.part(y));
    }
    return y;
  }

  private Tensor together(AdaptedMatrix matrix, Tensor x) {
    AdaptedMatrix.Forward forward = matrix.forward(x);
    split(forward.bottleneck(), adapted());
    return forward.y();
  }

  private Tensor separately(Tensor x, Pass pass) {
    Tensor y = group.matrix().timesTransposed(x);
    List<LinearBranch> together = sharingInput(pass);
    if (!together.isEmpty()) {
      Tensor u = Nn.linear(x, stackedA(together, x.dtype()), null);
      split(u, together);
    }
    for (LinearBranch branch : adapted()) {
      branch.addDelta(branch.part(y), x, pass);
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
    if (folded != null) {
      AdaptedMatrix.Backward back = folded.backward(dy);
      toParameters(back.v(), dy, x, gradients);
      return Objects.requireNonNull(back.dx());
    }
    Tensor dx = group.matrix().times(dy);
    throughAdapters(dy, x, dx, gradients);
    return dx;
  }

  /** Like {@link #backward} where nobody reads the gradient of x. */
  public void backwardToParameters(Tensor dy, Tensor x, Gradients gradients) {
    if (folded != null) {
      toParameters(folded.backwardToDeltas(dy).v(), dy, x, gradients);
    } else {
      throughAdapters(dy, x, null, gradients);
    }
  }

  private void toParameters(Tensor v, Tensor dy, Tensor x, Gradients gradients) {
    for (LinearBranch branch : branches) {
      branch.addGradients(branch.part(dy), x, gradients);
    }
    throughA(adapted(), v, x, gradients);
  }

  private void throughAdapters(Tensor dy, Tensor x, @Nullable Tensor dx, Gradients gradients) {
    List<LinearBranch> together = new ArrayList<>();
    List<Tensor> v = new ArrayList<>();
    for (LinearBranch branch : branches) {
      branch.addGradients(branch.part(dy), x, gradients);
      Tensor own = branch.throughB(branch.part(dy));
      if (own != null && !branch.dropped()) {
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

  private static void throughA(
      List<LinearBranch> together, Tensor v, Tensor x, Gradients gradients) {
    if (together.size() == 1) {
      LowRankDelta delta = together.get(0).delta();
      if (delta.a().trainable()) {
        gradients.addProduct(delta.a(), v.t(), x, 1);
      }
      return;
    }
    Tensor dA = v.t().matmul(x); // (Σ r, in)
    long first = 0;
    for (LinearBranch branch : together) {
      LowRankDelta delta = branch.delta();
      if (delta.a().trainable()) {
        gradients.add(delta.a(), dA.narrow(0, first, delta.rank()), 1);
      }
      first += delta.rank();
    }
  }

  /** The adapted modules whose A sees x itself. */
  private List<LinearBranch> sharingInput(Pass pass) {
    return adapted().stream().filter(branch -> !branch.drops(pass)).toList();
  }

  private List<LinearBranch> adapted() {
    return branches.stream().filter(LinearBranch::adapted).toList();
  }

  private static Tensor stackedA(List<LinearBranch> together, DType type) {
    return Tensors.cat(together.stream().map(b -> b.delta().a().value().to(type)).toList(), 0);
  }

  private static void split(Tensor u, List<LinearBranch> together) {
    long first = 0;
    for (LinearBranch branch : together) {
      branch.keep(u.narrow(1, first, branch.delta().rank()));
      first += branch.delta().rank();
    }
  }

  @Override
  public void close() {
    branches.forEach(LinearBranch::close);
  }
}
