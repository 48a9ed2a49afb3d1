// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

/**
 * Kernels of two inputs after a network.
 *
 * @param q1 NNGP Σ(x, x)
 * @param q2 NNGP Σ(x', x')
 * @param gamma 1 − correlation of x and x'
 * @param ntk1 NTK K(x, x)
 * @param ntk2 NTK K(x', x')
 * @param ntk NTK K(x, x')
 */
public record KernelPair(double q1, double q2, double gamma, double ntk1, double ntk2, double ntk) {
  /** NNGP Σ(x, x'). */
  public double nngp() {
    return Math.sqrt(q1 * q2) * (1 - gamma);
  }

  /** Correlation Σ(x, x')/√(Σ(x, x)·Σ(x', x')). */
  public double correlation() {
    return 1 - gamma;
  }

  /** K(x, x')/√(K(x, x)·K(x', x')). */
  public double normalizedNtk() {
    return ntk / Math.sqrt(ntk1 * ntk2);
  }
}
