// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

import java.util.List;

/**
 * φ(x) = sign(x), with {@code T = 1 − 2θ/π}.
 *
 * <p>φ' is a point mass and E[φ'(u)φ'(v)] diverges as the inputs come together; {@link
 * #derivativeCovariance} returns 0 by convention (that of neural-tangents), so a tangent kernel
 * through a sign carries no gradient, and an edge of chaos does not exist.
 */
public record Sign() implements ClosedForm {
  @Override
  public String label() {
    return "sign";
  }

  @Override
  public double value(double x) {
    return Math.signum(x);
  }

  @Override
  public double derivative(double x) {
    return 0;
  }

  @Override
  public double secondDerivative(double x) {
    return 0;
  }

  @Override
  public List<Kink> kinks() {
    return List.of(new Kink(0, 2, 0));
  }

  @Override
  public double covariance(double q1, double q2, double gamma) {
    return 1 - 2 / Math.PI * Angle.ofGamma(gamma);
  }

  @Override
  public double derivativeCovariance(double q1, double q2, double gamma) {
    return 0;
  }

  /** T falls like √γ, so the integral of Ṫ does not exist and the closed form is used instead. */
  @Override
  public double drop(double q1, double q2, double gamma) {
    return 2 / Math.PI * Angle.ofGamma(gamma);
  }
}
