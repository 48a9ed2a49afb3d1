// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import org.eidograph.theory.moments.Domain;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;

/**
 * Training of an infinitely wide network by gradient flow on the squared loss, in closed form.
 *
 * <pre>
 * residual on the training set:  f_t(X) − Y = e^(−K t/N)·(f_0(X) − Y)
 * prediction:  f_t(x) = f_0(x) + K(x, X)·K⁻¹·(I − e^(−K t/N))·(Y − f_0(X))
 * </pre>
 *
 * <p>K is the tangent kernel on N training inputs, K(x, X) a row against them; loss ½·mean square.
 * With the NNGP kernel and infinite time it is Gaussian-process regression without noise. Jacot,
 * Gabriel, Hongler (2018, arXiv 1806.07572).
 */
public final class KernelRegression {
  /** Eigenvalues below this share of the largest cannot be told from rounding. */
  private static final double NEGLIGIBLE = 1e-13;

  private final double[] eigenvalues;
  private final RealMatrix eigenvectors;
  private final double ridge;

  private KernelRegression(EigenDecompositionSymmetric decomposition, double ridge) {
    this.eigenvalues = decomposition.getEigenvalues();
    this.eigenvectors = decomposition.getV();
    this.ridge = ridge;
  }

  /**
   * Decomposes a Gram matrix.
   *
   * @param packed lower triangle, entry (i, j) at i(i+1)/2 + j
   * @param relativeJitter added to the diagonal, as a share of the mean diagonal entry; 0 for none,
   *     1e-10 is customary
   * @throws IllegalArgumentException if the matrix is singular to rounding, as deep kernels of the
   *     ordered phase are
   */
  public static KernelRegression of(double[] packed, int count, double relativeJitter) {
    Domain.nonNegative("the jitter", relativeJitter);
    RealMatrix matrix = KernelSpectrum.matrix(packed, count);
    double ridge = relativeJitter * matrix.getTrace() / count;
    KernelRegression regression =
        new KernelRegression(new EigenDecompositionSymmetric(matrix), ridge);
    regression.requireRegular();
    return regression;
  }

  private void requireRegular() {
    double largest = 0;
    double smallest = Double.POSITIVE_INFINITY;
    for (double each : eigenvalues) {
      largest = Math.max(largest, each + ridge);
      smallest = Math.min(smallest, each + ridge);
    }
    if (!(smallest > NEGLIGIBLE * largest)) {
      throw new IllegalArgumentException(
          "a Gram matrix must be regular to train on, but its eigenvalues run from %s to %s; remove repeated inputs, go less deep, or give a jitter such as 1e-10"
              .formatted(smallest, largest));
    }
  }

  /**
   * Weights w with {@code f_t(x) = f_0(x) + K(x, X)·w}.
   *
   * @param residual Y − f_0(X)
   * @param time t in units of 1/learning rate, infinite for the end of training
   */
  public double[] weights(double[] residual, double time) {
    if (!(time >= 0)) {
      throw new IllegalArgumentException("the training time must not be negative, got " + time);
    }
    RealVector rotated = eigenvectors.transpose().operate(new ArrayRealVector(residual, false));
    int n = eigenvalues.length;
    double[] scaled = new double[n];
    for (int i = 0; i < n; i++) {
      double eigenvalue = eigenvalues[i] + ridge;
      // (1 − e^(−λt/N))/λ, by expm1 so that slow directions keep their digits
      scaled[i] = -Math.expm1(-eigenvalue * time / n) / eigenvalue * rotated.getEntry(i);
    }
    return eigenvectors.operate(new ArrayRealVector(scaled, false)).toArray();
  }

  /** f_t(x) − f_0(x) of an input with kernel row K(x, X). */
  public static double predict(double[] kernelRow, double[] weights) {
    if (kernelRow.length != weights.length) {
      throw new IllegalArgumentException(
          "a kernel row must have one entry for each of %d training inputs, got %d"
              .formatted(weights.length, kernelRow.length));
    }
    return InnerProduct.dot(kernelRow, 0, weights, 0, weights.length);
  }
}
