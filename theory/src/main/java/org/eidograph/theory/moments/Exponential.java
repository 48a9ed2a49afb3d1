// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

/** φ(x) = exp(x), with {@code T = Ṫ = exp((q1 + q2)/2 + Cov)}. */
public record Exponential() implements ClosedForm {
  @Override
  public String label() {
    return "exp";
  }

  @Override
  public double value(double x) {
    return Math.exp(x);
  }

  @Override
  public double derivative(double x) {
    return Math.exp(x);
  }

  @Override
  public double secondDerivative(double x) {
    return Math.exp(x);
  }

  @Override
  public double covariance(double q1, double q2, double gamma) {
    return Math.exp((q1 + q2) / 2 + Math.sqrt(q1 * q2) * (1 - gamma));
  }

  @Override
  public double derivativeCovariance(double q1, double q2, double gamma) {
    return covariance(q1, q2, gamma);
  }
}
