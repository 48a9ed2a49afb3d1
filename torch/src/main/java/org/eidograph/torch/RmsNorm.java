// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Root-mean-square normalisation over the last dimension with an explicit backward, for engines
 * that keep no graph.
 *
 * <pre>
 * ρ = 1/sqrt(mean(x²) + ε)      y = w·ρ·x
 * dx = ρ·(w·dy) − x·ρ³·mean(w·dy·x)      dw = Σ ρ·dy·x over all rows
 * </pre>
 *
 * Computed in float32.
 */
public final class RmsNorm {
  private RmsNorm() {}

  /** The reciprocal root mean square of each row, (…, 1) float32. */
  public static Tensor reciprocal(Tensor x, double epsilon) {
    Tensor norm =
        new Tensor(
            torch.linalg_vector_norm(
                x.raw, new Scalar(2.0), new long[] {-1}, true, new ScalarTypeOptional()));
    return norm.mulInPlace(norm).mulInPlace(1.0 / x.size(-1)).add(epsilon).rsqrt();
  }

  /**
   * The normalised rows.
   *
   * @param x (…, n) float32
   * @param reciprocal of {@link #reciprocal}
   * @param type of the result
   */
  public static Tensor apply(Tensor x, Tensor reciprocal, Tensor weight, DType type) {
    return x.mul(reciprocal).mulInPlace(weight.to(DType.FLOAT32)).to(type);
  }

  /**
   * Gradient with respect to the weight.
   *
   * @param gradient of the result, (…, n) of any floating type
   * @return (n) float32
   */
  public static Tensor gainGradient(Tensor gradient, Tensor x, Tensor reciprocal) {
    return x.mul(reciprocal)
        .mulInPlace(gradient.to(DType.FLOAT32))
        .reshape(-1, x.size(-1))
        .sum(0, false);
  }

  /**
   * Gradient with respect to x.
   *
   * <p>Layer normalisation's kernel does most of it in one pass: with its mean set to zero it gives
   * {@code ρ·(w·dy − mean(w·dy)) − x·ρ³·mean(w·dy·x)}, so that only the row constant {@code
   * ρ·mean(w·dy)} is missing.
   *
   * @param gradient of the result, any floating type
   * @return (…, n) float32
   */
  public static Tensor backward(Tensor gradient, Tensor x, Tensor reciprocal, Tensor weight) {
    Tensor dy = gradient.to(DType.FLOAT32);
    Tensor w = weight.to(DType.FLOAT32);
    Tensor mean = dy.matmul(w).unsqueeze(-1).mulInPlace(1.0 / x.size(-1)); // of w·dy, each row
    Tensor centred =
        new Tensor(
            torch
                .native_layer_norm_backward(
                    dy.contiguous().raw,
                    x.contiguous().raw,
                    new long[] {x.size(-1)},
                    Tensors.zeros(DType.FLOAT32, x.device(), reciprocal.shape()).raw,
                    reciprocal.raw,
                    new TensorOptional(w.raw),
                    new TensorOptional(),
                    LayerNorm.DX_ONLY)
                .get0());
    return centred.addInPlace(mean.mulInPlace(reciprocal));
  }
}
