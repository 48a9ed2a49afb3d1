// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

import java.util.function.DoubleUnaryOperator;

/**
 * Price's identity, integrated: {@code T(0) − T(γ) = √(q1·q2) ∫₀^γ Ṫ(g) dg}.
 *
 * <p>Nothing cancels, so nearly equal inputs keep their relative accuracy. With {@code g = 1 − cos
 * t} the integrand {@code Ṫ·sin t} is analytic in t even where Ṫ behaves like √g (kinked φ).
 */
final class PriceIntegral {
  /** 24 nodes: exact for the slowly varying integrand on the short interval where it is used. */
  private static final GaussLegendre RULE = GaussLegendre.of(24);

  private PriceIntegral() {}

  static double drop(DoubleUnaryOperator derivative, double scale, double gamma) {
    double theta = Angle.ofGamma(gamma);
    double sum = 0;
    for (int i = 0; i < RULE.size(); i++) {
      double t = theta * RULE.unitNode(i);
      sum += RULE.unitWeight(i) * derivative.applyAsDouble(Angle.gamma(t)) * Math.sin(t);
    }
    return scale * theta * sum;
  }
}
