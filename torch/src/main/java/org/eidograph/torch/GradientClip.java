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
    if (!(maxNorm > 0)) {
      throw new IllegalArgumentException("maximal norm must be positive, got " + maxNorm);
    }
    if (gradients.isEmpty()) {
      return 0;
    }
    try (Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      Tensor norm = Tensors.stack(gradients.stream().map(Tensor::norm).toList(), 0).norm();
      double value = norm.item();
      if (Double.isFinite(value) && maxNorm < Double.POSITIVE_INFINITY) {
        Tensor factor =
            new Tensor(
                norm.add(NORM_OFFSET).raw.reciprocal().mul(new Scalar(maxNorm)).clamp_max(one()));
        gradients.forEach(g -> g.mulInPlace(factor));
      }
      return value;
    }
  }

  private static Scalar one() {
    return new Scalar(1.0);
  }
}
