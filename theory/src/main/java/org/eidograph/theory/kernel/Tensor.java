// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import org.eidograph.theory.moments.ChebyshevSeries;

/**
 * Coefficients C_abm of a function that is symmetric in its first two variables.
 *
 * @param coefficients C[a][b][m]
 */
record Tensor(double[][][] coefficients) {
  /** From values at the Chebyshev nodes of all three variables. */
  static Tensor of(double[][][] values) {
    int norms = values.length;
    int angles = values[0][0].length;
    double[][][] c = new double[norms][norms][];
    for (int a = 0; a < norms; a++) {
      for (int b = 0; b < norms; b++) {
        c[a][b] = ChebyshevSeries.interpolate(values[a][b]).coefficients();
      }
    }
    double[] line = new double[norms];
    for (int m = 0; m < angles; m++) {
      for (int a = 0; a < norms; a++) {
        transform(c, a, m, line, true);
      }
      for (int b = 0; b < norms; b++) {
        transform(c, b, m, line, false);
      }
    }
    return new Tensor(c);
  }

  /** Values to coefficients along b (at fixed a) or along a (at fixed b). */
  private static void transform(double[][][] c, int fixed, int m, double[] line, boolean alongB) {
    for (int i = 0; i < line.length; i++) {
      line[i] = alongB ? c[fixed][i][m] : c[i][fixed][m];
    }
    double[] transformed = ChebyshevSeries.interpolate(line).coefficients();
    for (int i = 0; i < line.length; i++) {
      if (alongB) {
        c[fixed][i][m] = transformed[i];
      } else {
        c[i][fixed][m] = transformed[i];
      }
    }
  }

  int norms() {
    return coefficients.length;
  }

  int angles() {
    return coefficients[0][0].length;
  }

  /** Largest coefficient of the highest degree in either norm, relative to the largest of all. */
  double tail() {
    double largest = 0;
    double last = 0;
    for (int a = 0; a < norms(); a++) {
      for (int b = 0; b < norms(); b++) {
        for (double each : coefficients[a][b]) {
          largest = Math.max(largest, Math.abs(each));
          if (a == norms() - 1 || b == norms() - 1) {
            last = Math.max(last, Math.abs(each));
          }
        }
      }
    }
    return last / largest;
  }

  /** Σ_a t_a C_abm as an array over b and m, for one input. */
  double[][] contract(double[] t) {
    double[][] sum = new double[norms()][angles()];
    for (int a = 0; a < norms(); a++) {
      for (int b = 0; b < norms(); b++) {
        for (int m = 0; m < angles(); m++) {
          sum[b][m] += t[a] * coefficients[a][b][m];
        }
      }
    }
    return sum;
  }
}
