// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.widening;

import org.eidograph.theory.scaling.TensorRole;

/**
 * How large the noise is that lets copies of a widened model part.
 *
 * <p>Without noise the copies stay equal for ever and the wide model is the small one. Noise of
 * strength σ is drawn like a muP start of the target width (Ma et al., 2026, arXiv 2602.10545):
 *
 * <pre>
 * HIDDEN     σ·c/√(k·n)     EMBEDDING  σ·c     READOUT (stored behind its multiplier)  σ·c
 * </pre>
 *
 * <p>σ is not divided by k here. The authors' code adds the copy to a fresh wide tensor and divides
 * the sum by k; their σ of a HIDDEN tensor is k times ours, see {@link #fromAuthors}. Gains of
 * normalisations and biases get none, nor does a readout that started at zero.
 */
public final class WideningNoise {
  private WideningNoise() {}

  /**
   * Standard deviation of the noise of one tensor.
   *
   * @param role of the tensor
   * @param constant c: the standard deviation of a table's start, or of a matrix's times √fan_in
   * @param targetFanIn k·n, the fan-in after widening; used for HIDDEN
   * @param strength σ, at least 0
   */
  public static double std(TensorRole role, double constant, long targetFanIn, double strength) {
    if (!(strength >= 0) || !(constant >= 0) || targetFanIn < 1) {
      throw new IllegalArgumentException(
          "noise needs a strength and a constant of at least 0 and a fan-in of at least 1, got %s, %s and %d"
              .formatted(strength, constant, targetFanIn));
    }
    return switch (role) {
      case HIDDEN -> strength * constant / Math.sqrt((double) targetFanIn);
      case EMBEDDING, READOUT -> strength * constant;
      case VECTOR, FIXED -> 0;
    };
  }

  /** Our σ for a HIDDEN tensor from the σ of the authors' code, {@code σ/k}. */
  public static double fromAuthors(double strength, double factor) {
    return strength / factor;
  }

  /**
   * Standard deviation at which Gaussian noise has a share of the spectral norm of a widened
   * matrix, {@code share·‖W↑‖₂/(√fan_out + √fan_in)}.
   *
   * @param share t in [0, 1)
   * @param spectralNorm ‖W↑‖₂
   */
  public static double spectralStd(double share, double spectralNorm, long fanOut, long fanIn) {
    if (!(share >= 0 && share < 1) || fanOut < 1 || fanIn < 1) {
      throw new IllegalArgumentException(
          "the share of a norm must be in [0, 1) and the fans at least 1, got %s, %d and %d"
              .formatted(share, fanOut, fanIn));
    }
    return share * spectralNorm / (Math.sqrt((double) fanOut) + Math.sqrt((double) fanIn));
  }
}
