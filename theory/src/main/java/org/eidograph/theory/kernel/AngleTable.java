// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import java.util.Arrays;
import org.eidograph.theory.moments.Angle;
import org.eidograph.theory.moments.ChebyshevSeries;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.LUDecomposition;

/**
 * A function of the angle as short polynomials, for the one cheap pass over a Gram matrix.
 *
 * <p>The places are {@code w = √γ} for γ ≤ 1 and {@code w = √(2 − γ)} beyond: θ is analytic in w on
 * either side, so no arc cosine is needed. [0, 1] is cut into equal panels, each with a polynomial
 * of degree 9; their number doubles until every panel agrees with the Chebyshev series to 2e-14 of
 * its largest value, or to the rounding of the series. One entry costs a square root and ten
 * multiply-adds, however many Chebyshev nodes the series has.
 */
final class AngleTable {
  private static final int TERMS = 10;
  private static final int FEWEST = 64;
  private static final int MOST = 8192;
  private static final double TOLERANCE = 2e-14;

  /** Below this an error that no longer falls is that of the series itself. */
  private static final double ROUNDING = 1e-12;

  /** From values at the ten Chebyshev nodes of a panel to coefficients in t from −½ to ½. */
  private static final double[][] INVERSE = inverseVandermonde();

  private final int panels;

  /** Two sides of panels + 1 polynomials: the last of a side serves w = 1 itself. */
  private final double[] coefficients;

  private AngleTable(int panels, double[] coefficients) {
    this.panels = panels;
    this.coefficients = coefficients;
  }

  static AngleTable of(ChebyshevSeries series) {
    AngleTable table = build(series, FEWEST);
    double error = table.error(series);
    while (error > TOLERANCE && 2 * table.panels <= MOST) {
      AngleTable finer = build(series, 2 * table.panels);
      double left = finer.error(series);
      if (error < ROUNDING && left > error / 4) {
        break; // a polynomial of degree 9 would gain a factor of 1000: what is left is rounding
      }
      table = finer;
      error = left;
    }
    return table;
  }

  private static AngleTable build(ChebyshevSeries series, int panels) {
    AngleTable table = new AngleTable(panels, new double[2 * (panels + 1) * TERMS]);
    double[] nodes = ChebyshevSeries.nodes(TERMS);
    double[] values = table.exact(series, Arrays.stream(nodes).map(t -> t / 2).toArray());
    for (int at = 0; at < values.length; at += TERMS) {
      for (int k = 0; k < TERMS; k++) {
        for (int i = 0; i < TERMS; i++) {
          // Differences only: the inverse would turn the rounding of a constant into a slope.
          table.coefficients[at + k] += INVERSE[k][i] * (values[at + i] - values[at]);
        }
      }
      table.coefficients[at] += values[at];
    }
    return table;
  }

  /** The series at these places t of every panel, panel by panel. */
  private double[] exact(ChebyshevSeries series, double... places) {
    int side = panels + 1; // the second side belongs to γ > 1
    double[] x = new double[2 * side * places.length];
    for (int i = 0; i < x.length; i++) {
      int p = i / places.length;
      double w = (p % side + 0.5 + places[i % places.length]) / panels;
      double theta = Angle.ofGamma(w * w);
      x[i] = 2 / Math.PI * (p < side ? theta : Math.PI - theta) - 1;
    }
    return series.at(x);
  }

  /** Largest disagreement with the series at two places of every panel, relative. */
  private double error(ChebyshevSeries series) {
    double[] places = {-0.46, 0.08};
    double[] exact = exact(series, places);
    double worst = 0;
    double largest = 0;
    for (int i = 0; i < exact.length; i++) {
      double ours = polynomial(i / 2 * TERMS, places[i % 2]);
      worst = Math.max(worst, Math.abs(ours - exact[i]));
      largest = Math.max(largest, Math.abs(exact[i]));
    }
    return worst / largest;
  }

  /**
   * {@code out[at + j] = scale[j]·f(gamma[j])} for j below count.
   *
   * @param places room for count numbers
   */
  void row(double[] gamma, double[] scale, int count, double[] places, double[] out, int at) {
    // Two loops: the roots are vectorised, the look-ups cannot be.
    for (int j = 0; j < count; j++) {
      double near = Math.min(gamma[j], 2 - gamma[j]);
      places[j] = Math.sqrt(Math.max(near, 0)) * panels;
    }
    for (int j = 0; j < count; j++) {
      int panel = (int) places[j];
      int side = gamma[j] > 1 ? panels + 1 : 0;
      double t = places[j] - panel - 0.5;
      out[at + j] = scale[j] * polynomial((side + panel) * TERMS, t);
    }
  }

  /** Estrin's scheme: pairs first, so that the five multiply-adds do not wait for each other. */
  private double polynomial(int base, double t) {
    double[] a = coefficients;
    double square = t * t;
    double p0 = Math.fma(a[base + 1], t, a[base]);
    double p1 = Math.fma(a[base + 3], t, a[base + 2]);
    double p2 = Math.fma(a[base + 5], t, a[base + 4]);
    double p3 = Math.fma(a[base + 7], t, a[base + 6]);
    double p4 = Math.fma(a[base + 9], t, a[base + 8]);
    double high = Math.fma(Math.fma(p4, square, p3), square, p2);
    return Math.fma(Math.fma(high, square, p1), square, p0);
  }

  private static double[][] inverseVandermonde() {
    double[] nodes = ChebyshevSeries.nodes(TERMS);
    double[][] left = new double[TERMS][TERMS];
    double[][] right = new double[TERMS][TERMS];
    for (int i = 0; i < TERMS; i++) {
      for (int k = 0; k < TERMS; k++) {
        left[i][k] = Math.pow(nodes[i] / 2, k);
      }
      right[i][i] = 1;
    }
    return new LUDecomposition(new Array2DRowRealMatrix(left, false))
        .getSolver()
        .solve(new Array2DRowRealMatrix(right, false))
        .getData();
  }
}
