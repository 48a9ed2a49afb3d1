// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import java.util.List;
import org.eidograph.model.ModuleType;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.GaussianMoments;
import org.eidograph.theory.moments.Smooth;
import org.eidograph.theory.signal.BranchCorrelation;

/** A model's MLP as the theory sees it: its activation, its gate and its σ_w² by block. */
final class MlpTheory {
  /** Below it every activation is linear to six digits, and its moments underflow soon. */
  private static final double SMALLEST_VARIANCE = 1e-6;

  private final Activation phi;
  private final boolean gated;
  private final List<WeightFigures> weights;

  MlpTheory(
      org.eidograph.model.config.Activation activation,
      boolean gated,
      List<WeightFigures> weights) {
    this.phi =
        switch (activation) {
          case SILU -> Smooth.SILU;
          case GELU -> Activation.gelu();
          case GELU_TANH -> Smooth.GELU_TANH;
          case RELU -> Activation.relu();
        };
    this.gated = gated;
    this.weights = weights;
  }

  /** A variance whose moments can be taken. */
  static double usable(double variance) {
    return Math.max(variance, SMALLEST_VARIANCE);
  }

  boolean gated() {
    return gated;
  }

  /** E[φ(√q·Z)²]. */
  double secondMoment(double q) {
    return GaussianMoments.secondMoment(phi, q);
  }

  /** E[φ'(√q·Z)²]. */
  double slope(double q) {
    return GaussianMoments.slopeSecondMoment(phi, q);
  }

  /** How a branch whose activation reads variance q moves correlations. */
  BranchCorrelation correlation(double q) {
    return gated ? BranchCorrelation.gated(phi, q) : BranchCorrelation.plain(phi, q);
  }

  /**
   * χ of a block's MLP; see {@link ActivationFigures}.
   *
   * @param q what the activation reads
   * @param other mean square of the gated factor, ignored without a gate
   * @param input mean square behind the norm
   */
  double gain(int block, double q, double other, double input) {
    double down = variance(block, ModuleType.DOWN);
    double up = variance(block, ModuleType.UP);
    double inner =
        gated
            ? slope(q) * other * variance(block, ModuleType.GATE) + secondMoment(q) * up
            : slope(q) * up;
    return down * inner * input;
  }

  /**
   * χ/v of attention that averages the past: at position t a sum of t values of cosine c, each over
   * t, has the mean square {@code 1/t + (1 − 1/t)·c} of one, and the Jacobian {@code 1/t}. The
   * first is a geometric mean over positions here, as all of the stream.
   *
   * @param tokens T
   * @param cosine c of the tokens, from 0 to 1
   */
  static double averaged(int tokens, double cosine) {
    double passed = 0;
    double logSize = 0;
    for (int t = 1; t <= tokens; t++) {
      passed += 1.0 / t / tokens;
      logSize += Math.log(1.0 / t + (1 - 1.0 / t) * cosine) / tokens;
    }
    return passed / Math.exp(logSize);
  }

  /**
   * The same where every token averages the whole text, all with the same size.
   *
   * @param tokens T
   * @param cosine c of the tokens, from 0 to 1
   */
  static double averagedBothWays(int tokens, double cosine) {
    double share = 1.0 / tokens;
    return share / (share + (1 - share) * cosine);
  }

  private double variance(int block, ModuleType type) {
    return weights.stream()
        .filter(weight -> weight.layer() == block && weight.type() == type)
        .mapToDouble(WeightFigures::variance)
        .findFirst()
        .orElseThrow();
  }
}
