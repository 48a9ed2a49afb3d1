// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import org.eidograph.theory.moments.Domain;
import org.eidograph.theory.moments.Normal;

/**
 * Signal propagation after pruning: how much second moment is left, the factor that restores it,
 * and how sparse a layer may be.
 *
 * <pre>
 * criticality   σ_w²·m(s)·E[φ'²] = 1,   m(s) = E[w²·mask]/E[w²],   rescale by m^(−1/2)
 * random        m = 1 − s
 * magnitude     m = 1 − (erf(z/√2) − √(2/π)·z·e^(−z²/2)),  Φ(z) = (1 + s)/2,  for Gaussian weights
 * any score     m̂ = Σ (w·mask)²/Σ w², layer by layer
 * sparsity      n_in·(1 − s) ≥ 4·ln n, else the norm of the layer leaves its bulk edge
 * correlation   a common component ρ makes an outlier θ + 1/θ, θ = √(ρn), iff ρn &gt; 1
 * </pre>
 *
 * <p>Random pruning and its factor {@code (1 − s)^(−1/2)} after Dadoun et al. (2025, arXiv
 * 2506.08764) and Hayou et al., Robust Pruning at Initialization (2021, arXiv 2002.08797). For
 * magnitude-pruned weights that factor is too large by up to 3.5 at s = 0.99. The threshold 4 is
 * measured at n = 1500, not a theorem.
 */
public final class PrunedCriticality {
  /** Where the measured norm of a sparse Gaussian layer leaves its dense value by more than 5 %. */
  private static final double SPARSITY_MARGIN = 4;

  private PrunedCriticality() {}

  /** m(s) of masks that ignore the weights. */
  public static double randomSecondMoment(double sparsity) {
    return 1 - sparsity(sparsity);
  }

  /** m(s) of the largest Gaussian weights: P(χ²_3 &gt; z²). */
  public static double magnitudeSecondMoment(double sparsity) {
    double z = Normal.absoluteQuantile(sparsity(sparsity));
    // erfc(z/√2) + 2·z·n(z): both positive, where 1 − (erf − …) would cancel near s = 1.
    return 2 * Normal.cumulative(-z) + 2 * z * Normal.density(z);
  }

  /** m̂ of one layer from its weights before pruning and its mask. */
  public static double secondMoment(double[] weights, boolean[] mask) {
    if (weights.length != mask.length) {
      throw new IllegalArgumentException(
          "a mask must have one entry per weight, got %d for %d"
              .formatted(mask.length, weights.length));
    }
    double kept = 0;
    double all = 0;
    for (int i = 0; i < weights.length; i++) {
      double square = weights[i] * weights[i];
      all += square;
      kept += mask[i] ? square : 0;
    }
    Domain.positive("the squared norm of the weights", all);
    return kept / all;
  }

  /** The factor m^(−1/2) on surviving weights. */
  public static double rescale(double secondMoment) {
    if (!(secondMoment > 0 && secondMoment <= 1)) {
      throw new IllegalArgumentException(
          "a kept second moment must be above 0 and at most 1, got %s; an empty layer cannot be rescaled"
              .formatted(secondMoment));
    }
    return 1 / Math.sqrt(secondMoment);
  }

  /** n_in·(1 − s)/ln n: below 4 the layer is too sparse for its dense theory. */
  public static double connectivity(int fanIn, double sparsity) {
    Domain.atLeast("fan_in", fanIn, 2);
    return fanIn * (1 - sparsity(sparsity)) / Math.log(fanIn);
  }

  /** Whether {@link #connectivity} is at least 4. */
  public static boolean denseEnough(int fanIn, double sparsity) {
    return connectivity(fanIn, sparsity) >= SPARSITY_MARGIN;
  }

  /** The largest sparsity at which a layer is dense enough. */
  public static double safeSparsity(int fanIn) {
    Domain.atLeast("fan_in", fanIn, 2);
    return Math.max(0, 1 - SPARSITY_MARGIN * Math.log(fanIn) / fanIn);
  }

  /**
   * The norm of a square Gaussian matrix of entry variance 1/n whose entries share a common
   * component: the outlier {@code √(ρn) + 1/√(ρn)} if ρn &gt; 1, else the bulk edge 2.
   *
   * @param correlation ρ, the correlation of any two entries
   */
  public static double correlatedNorm(int width, double correlation) {
    Domain.atLeast("width", width, 1);
    Domain.within("the correlation of weights", correlation, 0, 1);
    double theta = Math.sqrt(correlation * width);
    return theta > 1 ? theta + 1 / theta : 2;
  }

  private static double sparsity(double sparsity) {
    if (!(sparsity >= 0 && sparsity < 1)) {
      throw new IllegalArgumentException(
          "a sparsity must be at least 0 and below 1, got " + sparsity);
    }
    return sparsity;
  }
}
