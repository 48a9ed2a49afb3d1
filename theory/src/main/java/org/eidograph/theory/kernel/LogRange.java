// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import org.eidograph.theory.moments.ChebyshevSeries;

/**
 * Variances from {@code low} to {@code high} on a logarithmic axis from −1 to 1.
 *
 * @param low smallest variance, positive
 * @param high largest variance
 */
record LogRange(double low, double high) {
  double place(double q) {
    double width = Math.log(high / low);
    double x = width == 0 ? 0 : 2 * Math.log(q / low) / width - 1;
    return Math.max(-1, Math.min(1, x)); // rounding at the ends
  }

  /** Whether all variances are one, to rounding. */
  boolean narrow() {
    return high - low <= 1e-13 * high;
  }

  /** Variances at the n Chebyshev nodes. */
  double[] nodes(int n) {
    double[] q = ChebyshevSeries.nodes(n);
    for (int i = 0; i < n; i++) {
      q[i] = low * Math.pow(high / low, (1 + q[i]) / 2);
    }
    return q;
  }

  /** T_0 … T_{n−1} at the place of q. */
  double[] polynomials(double q, int n) {
    double x = place(q);
    double[] t = new double[n];
    t[0] = 1;
    for (int k = 1; k < n; k++) {
      t[k] = k == 1 ? x : 2 * x * t[k - 1] - t[k - 2];
    }
    return t;
  }
}
