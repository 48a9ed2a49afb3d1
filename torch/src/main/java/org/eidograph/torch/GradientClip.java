// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import java.util.List;
import org.bytedeco.pytorch.Scalar;

/** Bounds the length of a step's gradient. */
public final class GradientClip {
  // keeps the quotient finite for a zero gradient; PyTorch's clip_grad_norm_ adds the same
  private static final double NORM_OFFSET = 1e-6;

  private GradientClip() {}

  /**
   * Scales all gradients in place by {@code min(1, maxNorm / (norm + 1e-6))}, where norm is the
   * Euclidean norm of all their elements together: the arithmetic, in float32, of PyTorch's {@code
   * clip_grad_norm_}.
   *
   * @param gradients all on one device
   * @param maxNorm positive; infinity only measures
   * @return the norm before clipping; if it is not finite the gradients are left as they are, and
   *     the caller stops
   */
  public static double byGlobalNorm(List<Tensor> gradients, double maxNorm) {
    requirePositive(maxNorm);
    if (gradients.isEmpty()) {
      return 0;
    }
    try (Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      return clip(gradients, norms(gradients).norm(), maxNorm);
    }
  }

  /**
   * The same with {@code norm² = Σ gᵢ·‖∇ᵢ‖²}, whose threshold means the same at every width when g
   * is the rule's clip weight (arXiv 2602.10545).
   *
   * @param weights gᵢ, one for each gradient
   */
  public static double byWeightedNorm(List<Tensor> gradients, double[] weights, double maxNorm) {
    requirePositive(maxNorm);
    if (weights.length != gradients.size()) {
      throw new IllegalArgumentException(
          "each gradient needs its weight, got %d gradients and %d weights"
              .formatted(gradients.size(), weights.length));
    }
    if (gradients.isEmpty()) {
      return 0;
    }
    try (Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      float[] roots = new float[weights.length];
      for (int i = 0; i < roots.length; i++) {
        roots[i] = (float) Math.sqrt(weights[i]);
      }
      Tensor factors = Tensors.ofFloats(roots, roots.length).to(gradients.get(0).device());
      return clip(gradients, norms(gradients).mul(factors).norm(), maxNorm);
    }
  }

  private static void requirePositive(double maxNorm) {
    if (!(maxNorm > 0)) {
      throw new IllegalArgumentException("maximal norm must be positive, got " + maxNorm);
    }
  }

  private static Tensor norms(List<Tensor> gradients) {
    return Tensors.stack(gradients.stream().map(Tensor::norm).toList(), 0);
  }

  private static double clip(List<Tensor> gradients, Tensor norm, double maxNorm) {
    double value = norm.item();
    if (Double.isFinite(value) && maxNorm < Double.POSITIVE_INFINITY) {
      Tensor factor =
          new Tensor(
              norm.add(NORM_OFFSET).raw.reciprocal().mul(new Scalar(maxNorm)).clamp_max(one()));
      gradients.forEach(g -> g.mulInPlace(factor));
    }
    return value;
  }

  private static Scalar one() {
    return new Scalar(1.0);
  }
}
