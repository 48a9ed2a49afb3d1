// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import org.eidograph.theory.moments.Angle;
import org.eidograph.theory.moments.Domain;
import org.eidograph.theory.moments.PiecewiseLinear;

/**
 * Kernels of a residual network of ReLU-like branches without bias, block by block.
 *
 * <pre>
 * y_l = y_{l−1} + λ_l·W φ(y_{l−1}),   α_l = λ_l²·σ_w²·A     (ReLU: A = ½)
 * q_l = q_{l−1}(1 + α_l)
 * c_l = (c_{l−1} + α_l·f(c_{l−1}))/(1 + α_l)
 * K_l = K_{l−1}(1 + α_l·f'(c_{l−1})) + α_l·q_{l−1}·f(c_{l−1})
 * </pre>
 *
 * <p>{@code E‖∂y_L/∂y_0‖²_F/n = Π(1 + α_l)} is the same product as q_L/q_0. In an unscaled network
 * our numerics show the diagonal K(x, x) growing like {@code L·(1 + α)^L} for every σ_w, with the
 * ratio K(x, x')/K(x, x) going to 1/4.
 *
 * <p>What is carried is ln q, γ = 1 − c and K/q: q itself overflows after 1024 unscaled blocks.
 * Depth enters only through the effective depth {@code U = Σ ln(1 + α_l) = ln(q_L/q_0)}. Recursion
 * of Hayou et al., Stable ResNet (2020, arXiv 2010.12859).
 *
 * @param phi φ
 * @param sigmaW σ_w
 */
public record ResidualKernel(PiecewiseLinear phi, double sigmaW) {
  public ResidualKernel {
    Domain.positive("sigmaW", sigmaW);
  }

  /** ReLU branches. */
  public static ResidualKernel relu(double sigmaW) {
    return new ResidualKernel(new PiecewiseLinear(0, 1), sigmaW);
  }

  /**
   * Two inputs of equal norm at some depth.
   *
   * @param logVariance ln(q_l/q_0), the effective depth U
   * @param gamma 1 − c_l
   * @param tangent K(x, x')/q_l
   * @param tangentDiagonal K(x, x)/q_l
   */
  public record State(double logVariance, double gamma, double tangent, double tangentDiagonal) {
    /** The state behind an input layer with K = Σ. */
    public static State atInput(double gamma) {
      return new State(0, Domain.gamma(gamma), 1 - gamma, 1);
    }

    /** q_l for q_0 = {@code variance}. */
    public double variance(double variance) {
      return variance * Math.exp(logVariance);
    }

    /** c_l. */
    public double correlation() {
      return 1 - gamma;
    }

    /** K(x, x')/K(x, x). */
    public double tangentRatio() {
      return tangent / tangentDiagonal;
    }
  }

  /** The state after branches of these scales. */
  public State run(double gamma, double... scales) {
    State state = State.atInput(gamma);
    for (double scale : scales) {
      state = next(state, growth(scale));
    }
    return state;
  }

  /** The state after {@code branches} branches of a schedule. */
  public State run(double gamma, BranchSchedule schedule, int branches) {
    return run(gamma, schedule.scales(branches));
  }

  /** α of a branch scale. */
  public double growth(double scale) {
    return scale * scale * sigmaW * sigmaW * phi.meanSquareSlope();
  }

  /** One block with relative growth α. */
  public State next(State state, double alpha) {
    double theta = Angle.ofGamma(state.gamma());
    double corner = phi.cornerWeight() / phi.meanSquareSlope(); // 1/π for ReLU
    double r = corner * Angle.sineMinusThetaCosine(theta); // f(c) − c
    double f = 1 - state.gamma() + r;
    double slope = 1 - corner * theta; // f'(c)
    double whole = 1 + alpha;
    return new State(
        state.logVariance() + Math.log1p(alpha),
        state.gamma() - alpha / whole * r,
        (state.tangent() * (1 + alpha * slope) + alpha * f) / whole,
        (state.tangentDiagonal() * whole + alpha) / whole);
  }

  /** U = Σ ln(1 + α_l). */
  public double effectiveDepth(double... scales) {
    double depth = 0;
    for (double scale : scales) {
      depth += Math.log1p(growth(scale));
    }
    return depth;
  }

  /**
   * The leading term of γ in an unscaled network, {@code 4(1 + 1/α)²/(s²·l²)} with s of the
   * correlation map: {@code (9π²/2)(1 + 2/σ_w²)²/l²} for ReLU, whatever the input. Residual ReLU
   * networks converge like a plain one on the edge of chaos, for every σ_w.
   */
  public double unscaledGammaAfter(double layers) {
    double alpha = growth(1);
    double corner = phi.cornerWeight() / phi.meanSquareSlope();
    double s = corner * 2 * Math.sqrt(2) / 3; // corner·θ³/3 with θ² = 2γ
    double factor = 2 * (1 + 1 / alpha) / (s * layers);
    return factor * factor;
  }
}
