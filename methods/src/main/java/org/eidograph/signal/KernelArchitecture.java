// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import org.eidograph.theory.kernel.KernelNetwork;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.signal.BranchSchedule;
import org.eidograph.theory.signal.Initialization;

/**
 * A fully connected architecture as a user names it.
 *
 * @param kind dense, residual or pre_norm
 * @param phi φ
 * @param init σ_w and σ_b of every dense layer; residual networks have an input layer of 1 and 0
 * @param depth dense layers, or residual branches
 * @param scaling of the branches; dense networks have none
 */
public record KernelArchitecture(
    Kind kind, Activation phi, Initialization init, int depth, Scaling scaling) {
  /** How layers are joined. */
  public enum Kind {
    /** y^l = W φ(y^{l−1}) + b. */
    DENSE,
    /** y ← y + λ·(W φ(y) + b). */
    RESIDUAL,
    /** y ← y + λ·(W φ(y/rms(y)) + b). */
    PRE_NORM;

    /** As users write it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** What the branches are multiplied by. */
  public enum Scaling {
    /** 1/√L, the same for all. */
    UNIFORM,
    /** 1/(√l·ln(l + 1)), a convergent sum. */
    DECREASING,
    /** 1, which grows without bound. */
    NONE;

    /** As users write it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The network whose kernels are computed. */
  public KernelNetwork network() {
    double sigmaW = init.sigmaW();
    double sigmaB = init.sigmaB();
    return switch (kind) {
      case DENSE -> KernelNetwork.mlp(phi, sigmaW, sigmaB, depth);
      case RESIDUAL -> KernelNetwork.resnet(phi, sigmaW, sigmaB, scales());
      case PRE_NORM -> KernelNetwork.preNorm(phi, sigmaW, sigmaB, scales());
    };
  }

  private double[] scales() {
    BranchSchedule schedule =
        switch (scaling) {
          case UNIFORM -> BranchSchedule.uniform();
          case DECREASING -> new BranchSchedule.Decreasing(0);
          case NONE -> BranchSchedule.unscaled();
        };
    return schedule.scales(depth);
  }

  /** One line for people. */
  public String text() {
    return "%s of %d, %s, sigma_w %s, sigma_b %s%s"
        .formatted(
            kind,
            depth,
            phi.label(),
            digits(init.sigmaW()),
            digits(init.sigmaB()),
            kind == Kind.DENSE ? "" : ", branches " + scaling);
  }

  private static String digits(double value) {
    return new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros().toPlainString();
  }
}
