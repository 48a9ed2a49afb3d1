// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

/** The orthogonal factor of a matrix, {@code U·Vᵀ} of {@code U·S·Vᵀ}, without a decomposition. */
public final class Orthogonal {
  // the quintic of Jordan et al. 2024: steep at 0, never settling at 1
  private static final double LINEAR = 3.4445;
  private static final double CUBIC = -4.7750;
  private static final double QUINTIC = 2.0315;
  private static final double SMALLEST_NORM = 1e-7; // keeps a zero matrix zero

  private Orthogonal() {}

  /**
   * Singular values brought near one by {@code s ← 3.4445·s − 4.775·s³ + 2.0315·s⁵}, from {@code
   * s/‖M‖_F} on: five iterations bring those above 0.0015 there to between 0.65 and 1.21.
   *
   * @param matrix (m, n), not changed
   * @param iterations at least 1
   * @return (m, n) in the current scope; zero for a zero matrix
   */
  public static Tensor near(Tensor matrix, int iterations) {
    boolean tall = matrix.size(0) > matrix.size(1);
    Tensor x = tall ? matrix.t() : matrix; // the smaller Gram matrix
    x = x.mul(1 / Math.max(x.norm().item(), SMALLEST_NORM));
    for (int i = 0; i < iterations; i++) {
      Tensor gram = x.matmul(x.t());
      Tensor factor = gram.mul(CUBIC).addMatmulInPlace(gram, gram, QUINTIC);
      x = x.mul(LINEAR).addMatmulInPlace(factor, x, 1);
    }
    return tall ? x.t() : x;
  }
}
