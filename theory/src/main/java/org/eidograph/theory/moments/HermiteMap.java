// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

import java.util.Arrays;

/**
 * The Hermite series of a covariance map (rule Q4), cut where its remainder at γ = 0 is rounding.
 *
 * <p>Cost K multiply-adds per value, K from 20 (SiLU, q = 1) to 240.
 */
final class HermiteMap implements CovarianceMap {
  /** A series whose remainder at c = 1 exceeds this is refused in favour of rule POLAR. */
  static final double ACCEPTED = 1e-12;

  /** Terms whose sum is below this share of the whole are dropped. */
  private static final double DROPPED = 1e-16;

  private final double[] values;
  private final double[] slopes;
  private final double error;

  private HermiteMap(double[] values, double[] slopes, double error) {
    this.values = values;
    this.slopes = slopes;
    this.error = error;
  }

  /**
   * The series of {@code z → φ(√q z)} at one variance.
   *
   * @param q variance
   * @param coefficients a_0 … a_240
   * @param remainder the share of E[φ²] and of E[φ'²] that the series misses
   */
  record Expansion(double q, double[] coefficients, double remainder) {
    static Expansion of(Activation phi, double q) {
      double[] a = HermiteSeries.coefficients(phi::value, q, HermiteSeries.HIGHEST);
      double sum = 0;
      double slopeSum = 0;
      for (int k = a.length - 1; k >= 0; k--) {
        sum += a[k] * a[k];
        slopeSum += k * a[k] * a[k] / q;
      }
      double second = Math.abs(1 - sum / GaussianMoments.secondMoment(phi, q));
      double slope = Math.abs(1 - slopeSum / GaussianMoments.slopeSecondMoment(phi, q));
      return new Expansion(q, a, Math.max(second, slope));
    }
  }

  static HermiteMap of(Expansion first, Expansion second) {
    double[] products = new double[first.coefficients().length];
    double[] slopes = new double[products.length - 1];
    double root = Math.sqrt(first.q() * second.q());
    for (int k = 0; k < products.length; k++) {
      products[k] = first.coefficients()[k] * second.coefficients()[k];
      if (k > 0) {
        slopes[k - 1] = k * products[k] / root; // Stein's relation
      }
    }
    double error = Math.max(first.remainder(), second.remainder());
    return new HermiteMap(cut(products), cut(slopes), error);
  }

  private static double[] cut(double[] terms) {
    double total = Arrays.stream(terms).map(Math::abs).sum();
    double rest = 0;
    int keep = terms.length;
    while (keep > 1 && rest + Math.abs(terms[keep - 1]) <= DROPPED * total) {
      keep--;
      rest += Math.abs(terms[keep]);
    }
    return Arrays.copyOf(terms, keep);
  }

  /** How many terms of T are kept. */
  int terms() {
    return values.length;
  }

  @Override
  public double covariance(double gamma) {
    return HermiteSeries.sum(values, gamma);
  }

  @Override
  public double derivative(double gamma) {
    return HermiteSeries.sum(slopes, gamma);
  }

  @Override
  public double drop(double gamma) {
    return HermiteSeries.drop(values, gamma);
  }

  @Override
  public void evaluate(double[] gamma, double[] derivatives, double[] drops) {
    HermiteSeries.sums(slopes, gamma, derivatives);
    HermiteSeries.drops(values, gamma, drops);
  }

  @Override
  public DualRule rule() {
    return DualRule.HERMITE;
  }

  @Override
  public double errorEstimate() {
    return error;
  }
}
