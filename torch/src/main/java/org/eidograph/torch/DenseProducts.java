// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import org.jspecify.annotations.Nullable;

/**
 * The three products of a dense layer {@code z = x·Wᵀ + b} whose W changes at every step, without a
 * graph: {@code z}, {@code dx = dz·W} and {@code dW = dzᵀ·x}.
 *
 * <p>In float32 on a CPU the larger ones go through oneDNN with W as it lies: rearranging it first
 * as {@link FrozenMatrix} does would cost more than it saves, but oneDNN also copies less of a
 * plain matrix than a BLAS does. Small ones, other types and other devices go through libtorch's
 * own products. No ReLU is taken along, which oneDNN would do: its own turns NaN into 0.
 */
public final class DenseProducts {
  /**
   * Multiply-adds from which oneDNN is taken. With 128 rows, a square W of 128 takes it a quarter
   * longer than OpenBLAS, one of 256 a sixth less (one core with AVX-512).
   */
  private static final double LARGE = 1 << 22;

  private DenseProducts() {}

  /**
   * {@code x·Wᵀ + b}.
   *
   * @param x (N, in)
   * @param weight (out, in)
   * @param bias (out) or null
   * @return (N, out)
   */
  public static Tensor forward(Tensor x, Tensor weight, @Nullable Tensor bias) {
    return large(x, weight) ? Dispatch.linear(x, weight, bias) : Nn.linear(x, weight, bias);
  }

  /**
   * {@code dz·W}, the gradient by x.
   *
   * @param dz (N, out)
   * @param weight (out, in)
   * @return (N, in)
   */
  public static Tensor inputGradient(Tensor dz, Tensor weight) {
    return large(dz, weight) ? Dispatch.linear(dz, weight.t(), null) : dz.matmul(weight);
  }

  /**
   * {@code dzᵀ·x}, the gradient by W.
   *
   * @param dz (N, out)
   * @param x (N, in)
   * @return (out, in)
   */
  public static Tensor weightGradient(Tensor dz, Tensor x) {
    Tensor rows = dz.t();
    if (!large(rows, x)) {
      return rows.matmul(x);
    }
    // a copy of dz is small beside the product, which is slow on columns
    return Dispatch.linear(rows.contiguous(), x.t(), null);
  }

  /** Whether a product with all of a matrix is worth oneDNN's call. */
  private static boolean large(Tensor left, Tensor matrix) {
    return Dispatch.hasBlockedLinear()
        && (double) left.size(0) * matrix.numel() >= LARGE
        && left.raw.is_cpu()
        && left.dtype() == DType.FLOAT32;
  }
}
