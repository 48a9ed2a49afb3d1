// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

import java.util.List;

/**
 * φ(x) = negativeSlope·min(x, 0) + positiveSlope·max(x, 0): ReLU, leaky ReLU, |x| and the identity.
 *
 * <pre>
 * A = (a² + b²)/2,  F = (a − b)²/(2π),  c = cos θ
 * Ṫ = A − F·θ
 * T = √(q1·q2)·(A·c + F·(sin θ − θ cos θ))
 * </pre>
 *
 * <p>Positively homogeneous, so T/√(q1·q2) depends on the angle alone (Cho, Saul 2009 for ReLU).
 *
 * @param negativeSlope a
 * @param positiveSlope b
 */
public record PiecewiseLinear(double negativeSlope, double positiveSlope) implements ClosedForm {
  public PiecewiseLinear {
    Domain.finite("the negative slope", negativeSlope);
    Domain.finite("the positive slope", positiveSlope);
    if (negativeSlope == 0 && positiveSlope == 0) {
      throw new IllegalArgumentException(
          "an activation must not be zero everywhere, got slopes 0 and 0; give one of them a value");
    }
  }

  /** A = E[φ(√q Z)²]/q = E[φ'(√q Z)²], whatever q. */
  public double meanSquareSlope() {
    return (negativeSlope * negativeSlope + positiveSlope * positiveSlope) / 2;
  }

  /** F, which is 0 exactly for linear functions. */
  public double cornerWeight() {
    double jump = positiveSlope - negativeSlope;
    return jump * jump / (2 * Math.PI);
  }

  @Override
  public String label() {
    if (positiveSlope == 1) {
      if (negativeSlope == 0) {
        return "relu";
      }
      if (negativeSlope == -1) {
        return "abs";
      }
      return negativeSlope == 1 ? "identity" : "leaky_relu(%s)".formatted(negativeSlope);
    }
    return "piecewise_linear(%s, %s)".formatted(negativeSlope, positiveSlope);
  }

  @Override
  public double value(double x) {
    return x > 0 ? positiveSlope * x : negativeSlope * x;
  }

  @Override
  public double derivative(double x) {
    return x > 0 ? positiveSlope : negativeSlope;
  }

  @Override
  public double secondDerivative(double x) {
    return 0;
  }

  @Override
  public List<Kink> kinks() {
    return negativeSlope == positiveSlope
        ? List.of()
        : List.of(Kink.corner(0, positiveSlope - negativeSlope));
  }

  @Override
  public double covariance(double q1, double q2, double gamma) {
    double arc = Angle.sineMinusThetaCosine(Angle.ofGamma(gamma));
    return Math.sqrt(q1 * q2) * (meanSquareSlope() * (1 - gamma) + cornerWeight() * arc);
  }

  @Override
  public double derivativeCovariance(double q1, double q2, double gamma) {
    return meanSquareSlope() - cornerWeight() * Angle.ofGamma(gamma);
  }

  @Override
  public double drop(double q1, double q2, double gamma) {
    double arc = Angle.sineMinusThetaCosine(Angle.ofGamma(gamma));
    return Math.sqrt(q1 * q2) * (meanSquareSlope() * gamma - cornerWeight() * arc);
  }
}
