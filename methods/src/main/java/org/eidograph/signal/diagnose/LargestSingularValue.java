// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.eidograph.torch.LinearAlgebra;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/**
 * The largest singular value of an operator known by its products, by Golub–Kahan–Lanczos
 * bidiagonalisation: from the same products as a power iteration it takes the best vector of their
 * whole span, so that it is never further off.
 *
 * <pre>
 * α_k·u_k = J·v_k − β_{k−1}·u_{k−1},   β_k·v_{k+1} = Jᵀ·u_k − α_k·v_k,   σ_max(J) ≥ σ_max(bidiag(α, β))
 * </pre>
 *
 * <p>New vectors are made orthogonal to all earlier ones, which float32 would otherwise lose.
 */
final class LargestSingularValue {
  /** Below this share of the largest α the rest is rounding: float32 resolves 6e-8. */
  private static final double EXHAUSTED = 1e-6;

  private final UnaryOperator<Tensor> forward;
  private final UnaryOperator<Tensor> backward;
  private final List<Tensor> left = new ArrayList<>();
  private final List<Tensor> right = new ArrayList<>();
  private final List<Double> alphas = new ArrayList<>();
  private final List<Double> betas = new ArrayList<>();

  private LargestSingularValue(UnaryOperator<Tensor> forward, UnaryOperator<Tensor> backward) {
    this.forward = forward;
    this.backward = backward;
  }

  /**
   * The value, from below.
   *
   * @param forward v to J·v, a tensor of the innermost scope
   * @param backward u to Jᵀ·u
   * @param start not zero
   * @param iterations products from each side
   */
  static double of(
      UnaryOperator<Tensor> forward, UnaryOperator<Tensor> backward, Tensor start, int iterations) {
    LargestSingularValue search = new LargestSingularValue(forward, backward);
    try (Scope scope = Scope.open()) {
      search.right.add(unit(start, start.norm().item()).keep());
      int done = 0;
      while (done < iterations && search.step()) {
        done++;
      }
      return search.largest();
    } finally {
      search.left.forEach(Tensor::close);
      search.right.forEach(Tensor::close);
    }
  }

  /** Adds a row and a column; false when the span holds everything already. */
  private boolean step() {
    try (Scope scope = Scope.open()) {
      Tensor u = orthogonal(forward.apply(right.get(right.size() - 1)), left);
      double alpha = u.norm().item();
      alphas.add(alpha);
      if (!(alpha > EXHAUSTED * alphas.get(0))) {
        return false;
      }
      left.add(unit(u, alpha).keep());
      Tensor v = orthogonal(backward.apply(left.get(left.size() - 1)), right);
      double beta = v.norm().item();
      if (!(beta > EXHAUSTED * alphas.get(0))) {
        return false;
      }
      betas.add(beta);
      right.add(unit(v, beta).keep());
      return true;
    }
  }

  private double largest() {
    int k = alphas.size();
    double[] entries = new double[k * k];
    for (int i = 0; i < k; i++) {
      entries[i * k + i] = alphas.get(i);
      if (i + 1 < k && i < betas.size()) {
        entries[i * k + i + 1] = betas.get(i);
      }
    }
    double[] values = LinearAlgebra.svd(Tensors.ofDoubles(entries, k, k)).s().toDoubles();
    return values[0];
  }

  private static Tensor unit(Tensor x, double norm) {
    return x.mul(1 / norm);
  }

  /** Gram–Schmidt, twice: once is not enough where most of x is taken away. */
  private static Tensor orthogonal(Tensor x, List<Tensor> basis) {
    Tensor rest = x;
    for (int pass = 0; pass < 2; pass++) {
      for (Tensor direction : basis) {
        rest = rest.sub(direction.mul(rest.mul(direction).sum()));
      }
    }
    return rest;
  }
}
