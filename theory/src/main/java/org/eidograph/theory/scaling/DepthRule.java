// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling;

/**
 * How settings follow the number of residual blocks, with m_L = L/L₀.
 *
 * <p>Outside the blocks nothing depends on depth.
 */
public sealed interface DepthRule {
  /** Factor in front of every residual branch. */
  double branchMultiplier(double depthGrowth);

  /** Factor of the learning rate of a tensor inside a block. */
  double rateFactor(double depthGrowth, OptimizerKind optimizer);

  /** Factor of ε of a tensor inside a block. */
  double epsilonFactor(double depthGrowth);

  /** Short name, as plans print it. */
  String label();

  /** Nothing follows the depth. */
  record Unscaled() implements DepthRule {
    @Override
    public double branchMultiplier(double depthGrowth) {
      return 1;
    }

    @Override
    public double rateFactor(double depthGrowth, OptimizerKind optimizer) {
      return 1;
    }

    @Override
    public double epsilonFactor(double depthGrowth) {
      return 1;
    }

    @Override
    public String label() {
      return "none";
    }
  }

  /**
   * {@code x ← x + m_L^-α·branch(x)}, rates inside blocks times {@code m_L^(α-1+pα)}, ε times
   * {@code m_L^-α}: the gradient of a branch's weights is m_L^-α times as large, and L branches
   * should together move the stream by order one.
   *
   * <p>α = 1 is CompleteP (Dey et al., 2025, arXiv 2505.01618), where the rates of Adam need no
   * factor; α = ½ is depth-muP. The exponent for degree p = 1 follows from the same argument. ε
   * outside the blocks takes no factor (equation 40 there; the authors' first code had one).
   *
   * @param alpha α in [½, 1]
   */
  record BranchPower(double alpha) implements DepthRule {
    public BranchPower {
      if (!(alpha >= 0.5 && alpha <= 1)) {
        throw new IllegalArgumentException(
            "the branch exponent must be in [0.5, 1], got %s; 1 is CompleteP".formatted(alpha));
      }
    }

    /** α = 1. */
    public static BranchPower completeP() {
      return new BranchPower(1);
    }

    @Override
    public double branchMultiplier(double depthGrowth) {
      return Math.pow(depthGrowth, -alpha);
    }

    @Override
    public double rateFactor(double depthGrowth, OptimizerKind optimizer) {
      return Math.pow(depthGrowth, alpha - 1 + optimizer.degree() * alpha);
    }

    @Override
    public double epsilonFactor(double depthGrowth) {
      return Math.pow(depthGrowth, -alpha);
    }

    @Override
    public String label() {
      return alpha == 1 ? "completep" : "alpha=" + alpha;
    }
  }

  /**
   * u-muP: rates inside blocks times {@code L^-½} with L itself, not m_L; the branch factors belong
   * to its unit-scaled operations.
   *
   * @param blocks L, the number of residual blocks of the target
   */
  record UnitScaledBranches(int blocks) implements DepthRule {
    public UnitScaledBranches {
      if (blocks < 1) {
        throw new IllegalArgumentException(
            "a depth rule needs at least one residual block, got " + blocks);
      }
    }

    @Override
    public double branchMultiplier(double depthGrowth) {
      return 1;
    }

    @Override
    public double rateFactor(double depthGrowth, OptimizerKind optimizer) {
      return 1 / Math.sqrt(blocks);
    }

    @Override
    public double epsilonFactor(double depthGrowth) {
      return 1;
    }

    @Override
    public String label() {
      return "ump";
    }
  }
}
