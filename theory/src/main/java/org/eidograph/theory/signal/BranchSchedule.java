// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.eidograph.theory.moments.Domain;

/**
 * How residual branches are scaled: {@code y_l = y_{l−1} + λ_l·F(y_{l−1})}, l = 1 … L.
 *
 * <p>A schedule is stable if {@code Σ λ_l²} stays bounded as L grows; then neither features nor
 * gradients explode (Hayou et al., Stable ResNet, 2020, arXiv 2010.12859). Count branches, not
 * layers: a transformer block has two.
 */
public sealed interface BranchSchedule {
  /** λ_1 … λ_L of a network with that many branches. */
  double[] scales(int branches);

  /** Whether {@code sup_L Σ λ_l²} is finite. */
  boolean stable();

  /**
   * {@code λ = factor/√L}; Σλ² = factor² at every depth.
   *
   * @param factor 1 for the schedule of the paper
   */
  record Uniform(double factor) implements BranchSchedule {
    public Uniform {
      Domain.positive("the factor of a uniform schedule", factor);
    }

    @Override
    public double[] scales(int branches) {
      return fill(branches, l -> factor / Math.sqrt(branches));
    }

    @Override
    public boolean stable() {
      return true;
    }
  }

  /**
   * {@code λ_l = 1/(√l'·ln(l' + 1))}, l' = l + offset. Without an offset the first scale is 1.44,
   * above 1: the first block is amplified. The sum converges so slowly (like 1/ln L) that kernels
   * at L = 1000 still differ by 7 % from those at 10⁶.
   *
   * @param offset added to the index, 0 for the schedule of the paper
   */
  record Decreasing(int offset) implements BranchSchedule {
    public Decreasing {
      Domain.atLeast("the offset of a decreasing schedule", offset, 0);
    }

    @Override
    public double[] scales(int branches) {
      return fill(branches, l -> 1 / (Math.sqrt(l + offset) * Math.log(l + offset + 1.0)));
    }

    @Override
    public boolean stable() {
      return true;
    }
  }

  /** {@code λ_l = 1/√l}: Σλ² grows like ln L, the variance polynomially. */
  record InverseRoot() implements BranchSchedule {
    @Override
    public double[] scales(int branches) {
      return fill(branches, l -> 1 / Math.sqrt(l));
    }

    @Override
    public boolean stable() {
      return false;
    }
  }

  /**
   * {@code λ = L^(−exponent)}: below ½ it explodes like exp(½L^(1−2·exponent)), above ½ the limit
   * is trivial, the input itself.
   *
   * @param exponent zero or positive; 0 is the unscaled network
   */
  record Power(double exponent) implements BranchSchedule {
    public Power {
      Domain.nonNegative("the exponent of a power schedule", exponent);
    }

    @Override
    public double[] scales(int branches) {
      return fill(branches, l -> Math.pow(branches, -exponent));
    }

    @Override
    public boolean stable() {
      return exponent >= 0.5;
    }
  }

  /**
   * {@code λ_l² = 2l/(L(L + 1))}, which sums to 1 with later branches heavier: another way to the
   * same limit as the uniform one.
   */
  record Ramp() implements BranchSchedule {
    @Override
    public double[] scales(int branches) {
      return fill(branches, l -> Math.sqrt(2.0 * l / (branches * (branches + 1.0))));
    }

    @Override
    public boolean stable() {
      return true;
    }
  }

  /** 1/√L. */
  static BranchSchedule uniform() {
    return new Uniform(1);
  }

  /** λ = 1: every branch at full size. */
  static BranchSchedule unscaled() {
    return new Power(0);
  }

  /** λ_l from the 1-based index. */
  private static double[] fill(int branches, IntToDoubleFunction scale) {
    double[] scales = new double[Domain.atLeast("the number of branches", branches, 1)];
    Arrays.setAll(scales, i -> scale.applyAsDouble(i + 1));
    return scales;
  }
}
