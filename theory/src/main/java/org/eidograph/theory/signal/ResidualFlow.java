// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import org.eidograph.theory.moments.Angle;
import org.eidograph.theory.moments.Domain;
import org.eidograph.theory.moments.PiecewiseLinear;

/**
 * The infinite-depth limit of {@link ResidualKernel}: many small branches, an ordinary differential
 * equation in the effective depth U.
 *
 * <pre>
 * q = q_0·e^U,   dc/dU = f(c) − c,   d(K/q)/dU = f(c) − (1 − f'(c))·K/q,   K(x, x)/q = 1 + U
 * </pre>
 *
 * <p>{@code λ = 1/√L} gives {@code U = σ_w²/2} for ReLU; any schedule whose largest λ_l vanishes
 * has the same limit at the same U. The finite-depth error is O(1/L). Integrated by the classical
 * Runge–Kutta method with 200 steps per unit of U: error below 2e-13 for c_0 from −0.9 to 0.999.
 *
 * <p>Hayou et al., Stable ResNet (2020, arXiv 2010.12859); Hayou, Yang, Width and Depth Limits
 * Commute in Residual Networks (2023, arXiv 2302.00453).
 */
public final class ResidualFlow {
  private static final int STEPS_PER_UNIT = 200;

  /** F/A: 1/π for ReLU. */
  private final double corner;

  private ResidualFlow(PiecewiseLinear phi) {
    this.corner = phi.cornerWeight() / phi.meanSquareSlope();
  }

  /** The limit for ReLU branches. */
  public static ResidualFlow relu() {
    return of(new PiecewiseLinear(0, 1));
  }

  /** The limit for branches with another piecewise linear activation. */
  public static ResidualFlow of(PiecewiseLinear phi) {
    return new ResidualFlow(phi);
  }

  /** The state at effective depth {@code depth} of two inputs that start at γ = {@code gamma}. */
  public ResidualKernel.State at(double gamma, double depth) {
    Domain.gamma(gamma);
    Domain.nonNegative("the effective depth", depth);
    int steps = Math.max(1, (int) Math.ceil(depth * STEPS_PER_UNIT));
    double h = depth / steps;
    double[] state = {gamma, 1 - gamma};
    for (int i = 0; i < steps; i++) {
      state = step(state, h);
    }
    return new ResidualKernel.State(depth, state[0], state[1], 1 + depth);
  }

  private double[] step(double[] y, double h) {
    double[] k1 = slope(y);
    double[] k2 = slope(moved(y, h / 2, k1));
    double[] k3 = slope(moved(y, h / 2, k2));
    double[] k4 = slope(moved(y, h, k3));
    double[] next = new double[2];
    for (int i = 0; i < 2; i++) {
      next[i] = y[i] + h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
    }
    return next;
  }

  private static double[] moved(double[] y, double h, double[] slope) {
    return new double[] {y[0] + h * slope[0], y[1] + h * slope[1]};
  }

  /** d(γ, K/q)/dU. */
  private double[] slope(double[] y) {
    double gamma = Math.min(2, Math.max(0, y[0]));
    double theta = Angle.ofGamma(gamma);
    double r = corner * Angle.sineMinusThetaCosine(theta); // f(c) − c
    return new double[] {-r, 1 - gamma + r - corner * theta * y[1]};
  }
}
