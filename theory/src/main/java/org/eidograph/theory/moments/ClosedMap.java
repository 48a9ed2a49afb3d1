// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

/** A closed form with its variances fixed. */
record ClosedMap(ClosedForm phi, double q1, double q2) implements CovarianceMap {
  /** A few roundings of elementary functions. */
  private static final double ROUNDING = 1e-15;

  @Override
  public double covariance(double gamma) {
    return phi.covariance(q1, q2, gamma);
  }

  @Override
  public double derivative(double gamma) {
    return phi.derivativeCovariance(q1, q2, gamma);
  }

  @Override
  public double drop(double gamma) {
    return phi.drop(q1, q2, gamma);
  }

  @Override
  public DualRule rule() {
    return DualRule.CLOSED;
  }

  @Override
  public double errorEstimate() {
    return ROUNDING;
  }
}
