// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * One-point expectations of an activation at a Gaussian input of variance q.
 *
 * <pre>
 * mean             E[φ(√q Z)]
 * secondMoment     E[φ(√q Z)²]        slopeSecondMoment   μ1 = E[φ'(√q Z)²]
 * curvatureMoment  E[φ''(√q Z)²]      slopeFourthMoment   μ2 = E[φ'(√q Z)⁴]
 * growth           d E[φ(√q Z)²]/dq = E[Z·φ·φ']/√q
 * </pre>
 *
 * <p>Closed forms where they exist, else rule Q1 ({@link PanelRule}); relative error below 1e-13
 * for the activations of this package up to q = 1000. {@code growth} holds for kinked φ too, where
 * {@code E[φ'² + φ·φ'']} would need the point masses of φ''.
 *
 * <p>All methods refuse a variance that is not positive, a function that is not finite, and an
 * expectation that does not exist.
 */
public final class GaussianMoments {
  /** An integrand that has not decayed here cannot be integrated: the density underflows at 38. */
  private static final double[] RANGES = {PanelRule.RANGE, 26, 38};

  /** Largest share of the outermost panels at which the tails beyond count as negligible. */
  private static final double NEGLIGIBLE_EDGE = 1e-15;

  /** Nodes per panel of the second rule, whose difference from the first is the error estimate. */
  private static final int COARSE_ORDER = 28;

  private GaussianMoments() {}

  /** E[φ(√q Z)]. */
  public static double mean(Activation phi, double q) {
    return expectation(phi::value, q, phi.kinks());
  }

  /** E[φ(√q Z)²]. */
  public static double secondMoment(Activation phi, double q) {
    Domain.positive("variance q", q);
    return phi instanceof ClosedForm closed
        ? closed.covariance(q, q, 0)
        : expectation(x -> square(phi.value(x)), q, phi.kinks());
  }

  /** μ1 = E[φ'(√q Z)²]. */
  public static double slopeSecondMoment(Activation phi, double q) {
    Domain.positive("variance q", q);
    return phi instanceof ClosedForm closed
        ? closed.derivativeCovariance(q, q, 0)
        : expectation(x -> square(phi.derivative(x)), q, phi.kinks());
  }

  /** μ2 = E[φ'(√q Z)⁴]. */
  public static double slopeFourthMoment(Activation phi, double q) {
    return expectation(x -> square(square(phi.derivative(x))), q, phi.kinks());
  }

  /** E[φ''(√q Z)²] over the regular part of φ''; meaningless if φ' jumps. */
  public static double curvatureSecondMoment(Activation phi, double q) {
    return expectation(x -> square(phi.secondDerivative(x)), q, phi.kinks());
  }

  /** d E[φ(√q Z)²]/dq, also for kinked φ. */
  public static double growth(Activation phi, double q) {
    return expectation(x -> x * phi.value(x) * phi.derivative(x), q, phi.kinks()) / q;
  }

  /**
   * E[g(√q Z)] for any g that is smooth but for kinks.
   *
   * @param kinks places where g or its derivatives jump, on the axis of x = √q z
   * @throws IllegalArgumentException if g is not finite somewhere, or the expectation diverges
   */
  public static double expectation(DoubleUnaryOperator g, double q, List<Kink> kinks) {
    return withRange(g, q, kinks, PanelRule.ORDER);
  }

  /**
   * {@link #expectation} with an error estimate: the difference between 40 and 28 nodes a panel.
   */
  public static Estimate estimate(DoubleUnaryOperator g, double q, List<Kink> kinks) {
    double fine = withRange(g, q, kinks, PanelRule.ORDER);
    double coarse = withRange(g, q, kinks, COARSE_ORDER);
    return new Estimate(fine, Math.abs(fine - coarse) + Math.ulp(fine));
  }

  private static double withRange(DoubleUnaryOperator g, double q, List<Kink> kinks, int order) {
    double root = Math.sqrt(Domain.positive("variance q", q));
    DoubleUnaryOperator ofZ = z -> g.applyAsDouble(root * z);
    for (double range : RANGES) {
      PanelRule rule = PanelRule.standard(q, kinks, range, order);
      PanelRule.Total total = rule.total(ofZ);
      requireFinite(total.sum(), rule, ofZ, root);
      if (total.edgeShare() <= NEGLIGIBLE_EDGE) {
        return total.sum();
      }
    }
    throw new IllegalArgumentException(
        "the Gaussian expectation must exist, but the integrand has not decayed at %s standard deviations for variance %s; use an activation that grows more slowly, or a smaller variance"
            .formatted(RANGES[RANGES.length - 1], q));
  }

  private static void requireFinite(
      double sum, PanelRule rule, DoubleUnaryOperator ofZ, double root) {
    if (Double.isFinite(sum)) {
      return;
    }
    for (int i = 0; i < rule.size(); i++) {
      double value = ofZ.applyAsDouble(rule.node(i));
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(
            "an activation and its moments must be finite everywhere, got %s at x = %s"
                .formatted(value, root * rule.node(i)));
      }
    }
    throw new IllegalArgumentException("a Gaussian moment overflows; use a smaller variance");
  }

  private static double square(double x) {
    return x * x;
  }
}
