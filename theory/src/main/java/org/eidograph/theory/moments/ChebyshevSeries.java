// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * {@code f(x) = Σ a_k T_k(x)} on [−1, 1], summed by Clenshaw's rule.
 *
 * <p>The coefficients of a function that is analytic around [−1, 1] fall geometrically, so the last
 * ones measure the error of the fit.
 */
public final class ChebyshevSeries {
  /** Places per pass: the three arrays of one pass stay in the first-level cache. */
  private static final int BLOCK = 512;

  private final double[] coefficients;

  private ChebyshevSeries(double[] coefficients) {
    this.coefficients = coefficients;
  }

  /** A series with given coefficients a_0, a_1, …. */
  public static ChebyshevSeries of(double... coefficients) {
    Domain.atLeast("the number of Chebyshev coefficients", coefficients.length, 1);
    return new ChebyshevSeries(coefficients.clone());
  }

  /** The n roots of T_n in ascending order, where {@link #interpolate} wants the values. */
  public static double[] nodes(int n) {
    double[] x = new double[n];
    for (int j = 0; j < n; j++) {
      x[j] = -Math.cos(Math.PI * (j + 0.5) / n);
    }
    return x;
  }

  /** The polynomial of degree n − 1 through values at {@link #nodes}. */
  public static ChebyshevSeries interpolate(double[] values) {
    int n = values.length;
    double[] cosines = new double[4 * n]; // cos(π i/(2n)): every angle of the transform is one
    for (int i = 0; i < cosines.length; i++) {
      cosines[i] = Math.cos(Math.PI * i / (2 * n));
    }
    double[] a = new double[n];
    for (int k = 0; k < n; k++) {
      double sum = 0;
      int angle = k; // k·(2j + 1) modulo 4n
      for (int j = 0; j < n; j++) {
        // Ascending nodes: T_k(x_j) = (−1)^k cos(k π (j + ½)/n)
        sum += values[j] * cosines[angle];
        angle += 2 * k;
        angle -= angle >= cosines.length ? cosines.length : 0;
      }
      a[k] = (k % 2 == 0 ? 1 : -1) * 2 * sum / n;
    }
    a[0] /= 2;
    return new ChebyshevSeries(a);
  }

  /**
   * A fit whose degree doubles until the last eighth of the coefficients is below {@code tolerance}
   * of the largest, or {@code most} nodes are reached.
   *
   * @param function from an array of places to the array of values there
   */
  public static ChebyshevSeries fit(
      UnaryOperator<double[]> function, double tolerance, int least, int most) {
    int n = least;
    while (true) {
      ChebyshevSeries series = interpolate(function.apply(nodes(n)));
      if (series.tail() <= tolerance || 2 * n > most) {
        return series;
      }
      n *= 2;
    }
  }

  /** How many coefficients. */
  public int size() {
    return coefficients.length;
  }

  /** a_0, a_1, …, as a copy. */
  public double[] coefficients() {
    return coefficients.clone();
  }

  /** The largest of the last eighth of the coefficients, relative to the largest of all. */
  public double tail() {
    double largest = 0;
    double last = 0;
    for (int k = 0; k < coefficients.length; k++) {
      double size = Math.abs(coefficients[k]);
      largest = Math.max(largest, size);
      last = 8 * k >= 7 * (coefficients.length - 1) ? Math.max(last, size) : last;
    }
    return largest == 0 ? 0 : last / largest;
  }

  /** f(x) by Clenshaw's rule. */
  public double at(double x) {
    double twice = 2 * x;
    double b1 = 0;
    double b2 = 0;
    for (int k = coefficients.length - 1; k > 0; k--) {
      double b = coefficients[k] + twice * b1 - b2;
      b2 = b1;
      b1 = b;
    }
    return coefficients[0] + x * b1 - b2;
  }

  /** f at many places: Clenshaw's rule over blocks of places, which the compiler vectorises. */
  public double[] at(double[] x) {
    double[] values = new double[x.length];
    double[] b1 = new double[BLOCK];
    double[] b2 = new double[BLOCK];
    for (int from = 0; from < x.length; from += BLOCK) {
      int count = Math.min(BLOCK, x.length - from);
      Arrays.fill(b1, 0);
      Arrays.fill(b2, 0);
      for (int k = coefficients.length - 1; k > 0; k--) {
        step(coefficients[k], x, from, count, b1, b2);
        double[] swap = b1;
        b1 = b2;
        b2 = swap;
      }
      for (int j = 0; j < count; j++) {
        values[from + j] = coefficients[0] + x[from + j] * b1[j] - b2[j];
      }
    }
    return values;
  }

  /** {@code b2 ← a + 2·x·b1 − b2}. */
  private static void step(double a, double[] x, int from, int count, double[] b1, double[] b2) {
    for (int j = 0; j < count; j++) {
      b2[j] = a + 2 * x[from + j] * b1[j] - b2[j];
    }
  }
}
