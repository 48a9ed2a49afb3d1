// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import java.util.Arrays;
import org.eidograph.theory.moments.Domain;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.EigenDecompositionSymmetric;

/**
 * Eigenvalues of a Gram matrix: whether the kernel can be trained on these inputs, and how well.
 *
 * <p>Gradient flow on the squared loss reaches zero loss exactly if the tangent kernel is
 * non-singular; the smallest eigenvalue of the correlation matrix staying away from 0 as depth
 * grows is the checkable sign of an expressive limit.
 *
 * @param eigenvalues in ascending order
 */
public record KernelSpectrum(double[] eigenvalues) {
  /** The spectrum of a packed lower triangle, entry (i, j) at i(i+1)/2 + j. */
  public static KernelSpectrum of(double[] packed, int count) {
    EigenDecompositionSymmetric decomposition =
        new EigenDecompositionSymmetric(matrix(packed, count));
    double[] values = decomposition.getEigenvalues();
    Arrays.sort(values);
    return new KernelSpectrum(values);
  }

  static Array2DRowRealMatrix matrix(double[] packed, int count) {
    new GramInput.Products(packed, count); // checks the length
    double[][] rows = new double[count][count];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j <= i; j++) {
        double value =
            Domain.finite(
                "Gram entry (%d, %d)".formatted(i, j), packed[(int) ((long) i * (i + 1) / 2) + j]);
        rows[i][j] = value;
        rows[j][i] = value;
      }
    }
    return new Array2DRowRealMatrix(rows, false);
  }

  /** The smallest eigenvalue; slightly negative ones are rounding. */
  public double smallest() {
    return eigenvalues[0];
  }

  /** The largest eigenvalue. */
  public double largest() {
    return eigenvalues[eigenvalues.length - 1];
  }

  /** largest/smallest, infinite if the smallest is not positive. */
  public double condition() {
    return smallest() > 0 ? largest() / smallest() : Double.POSITIVE_INFINITY;
  }
}
