// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

/**
 * Root-mean-square normalisation over the last dimension with an explicit backward, for engines
 * that keep no graph.
 *
 * <pre>
 * ρ = 1/sqrt(mean(x²) + ε)      y = w·ρ·x
 * dx = ρ·(w·dy) − x·ρ³·mean(w·dy·x)
 * </pre>
 *
 * Computed in float32. The weight is frozen: no gradient for it is formed.
 */
public final class RmsNorm {
  private RmsNorm() {}

  /** The reciprocal root mean square of each row, (…, 1) float32. */
  public static Tensor reciprocal(Tensor x, double epsilon) {
    return x.mul(x).mean(-1, true).add(epsilon).rsqrt();
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
   * Gradient with respect to x.
   *
   * @param gradient of the result, any floating type
   * @return (…, n) float32
   */
  public static Tensor backward(Tensor gradient, Tensor x, Tensor reciprocal, Tensor weight) {
    Tensor weighted = gradient.to(DType.FLOAT32).mul(weight.to(DType.FLOAT32));
    Tensor projection = weighted.mul(x).mean(-1, true).mulInPlace(reciprocal.pow(3));
    return weighted.mulInPlace(reciprocal).subInPlace(x.mul(projection));
  }
}
