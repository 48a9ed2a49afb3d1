// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

import java.util.Arrays;
import java.util.List;

/**
 * A polynomial {@code φ(x) = Σ c_n xⁿ}; its Hermite series is finite, so T and Ṫ are exact sums.
 *
 * <pre>
 * a_k(q) = E[φ(√q Z)·h_k(Z)] = Σ_n c_n q^(n/2) n!/(2^m·m!·√k!),  m = (n − k)/2 whole
 * T = Σ_k a_k(q1)·a_k(q2)·c^k
 * </pre>
 *
 * <p>The orthonormal Hermite polynomial h_m at unit variance gives T = c^m and Ṫ = m·c^(m−1).
 *
 * @param coefficients c_0, c_1, …, the highest one not zero
 */
public record Polynomial(List<Double> coefficients) implements ClosedForm {
  /** Beyond this degree factorials and alternating sums leave fewer than ten digits. */
  private static final int HIGHEST_DEGREE = 30;

  public Polynomial {
    coefficients = List.copyOf(coefficients);
    coefficients.forEach(each -> Domain.finite("a coefficient of a polynomial", each));
    int degree = coefficients.size() - 1;
    if (degree < 1 || degree > HIGHEST_DEGREE || coefficients.get(degree) == 0) {
      throw new IllegalArgumentException(
          "a polynomial needs a degree from 1 to %d and a leading coefficient other than 0, got %s"
              .formatted(HIGHEST_DEGREE, coefficients));
    }
  }

  /** The orthonormal probabilists' Hermite polynomial {@code h_m = He_m/√m!}, m ≥ 1. */
  public static Polynomial hermite(int degree) {
    Domain.within("the degree of a Hermite polynomial", degree, 1, HIGHEST_DEGREE);
    double[] before = {1};
    double[] current = {0, 1};
    for (int k = 1; k < degree; k++) {
      double[] next = new double[k + 2];
      for (int n = 0; n < current.length; n++) {
        next[n + 1] += current[n] / Math.sqrt(k + 1);
      }
      for (int n = 0; n < before.length; n++) {
        next[n] -= Math.sqrt(k / (k + 1.0)) * before[n];
      }
      before = current;
      current = next;
    }
    return new Polynomial(Arrays.stream(current).boxed().toList());
  }

  @Override
  public String label() {
    return "polynomial" + coefficients;
  }

  @Override
  public double value(double x) {
    return horner(x, 0);
  }

  @Override
  public double derivative(double x) {
    return horner(x, 1);
  }

  @Override
  public double secondDerivative(double x) {
    return horner(x, 2);
  }

  /** The {@code order}-th derivative, by Horner's scheme with falling factorials. */
  private double horner(double x, int order) {
    double sum = 0;
    for (int n = coefficients.size() - 1; n >= order; n--) {
      double falling = 1;
      for (int j = 0; j < order; j++) {
        falling *= n - j;
      }
      sum = sum * x + falling * coefficients.get(n);
    }
    return sum;
  }

  @Override
  public double covariance(double q1, double q2, double gamma) {
    return HermiteSeries.sum(products(q1, q2), gamma);
  }

  @Override
  public double derivativeCovariance(double q1, double q2, double gamma) {
    double[] p = products(q1, q2);
    double[] slopes = new double[p.length - 1];
    for (int k = 0; k < slopes.length; k++) {
      slopes[k] = (k + 1) * p[k + 1] / Math.sqrt(q1 * q2); // Stein's relation
    }
    return HermiteSeries.sum(slopes, gamma);
  }

  @Override
  public double drop(double q1, double q2, double gamma) {
    return HermiteSeries.drop(products(q1, q2), gamma);
  }

  private double[] products(double q1, double q2) {
    double[] first = hermiteCoefficients(q1);
    double[] second = hermiteCoefficients(q2);
    for (int k = 0; k < first.length; k++) {
      first[k] *= second[k];
    }
    return first;
  }

  /** a_k(q) for k up to the degree. */
  double[] hermiteCoefficients(double q) {
    double[] a = new double[coefficients.size()];
    for (int n = 0; n < a.length; n++) {
      double term = coefficients.get(n) * Math.pow(q, n / 2.0); // m = 0, k = n: n!/√n! = √n!
      for (int j = 2; j <= n; j++) {
        term *= Math.sqrt(j);
      }
      for (int k = n, m = 1; k >= 0; k -= 2, m++) {
        a[k] += term;
        // k → k − 2: √k!/√(k−2)! = √(k(k−1)), and one more factor 2m below.
        term *= Math.sqrt(k * (k - 1.0)) / (2 * m);
      }
    }
    return a;
  }
}
