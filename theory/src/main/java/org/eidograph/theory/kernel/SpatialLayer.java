// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Domain;

/**
 * One step of an infinitely wide convolutional network (channels → ∞), position by position.
 *
 * <p>α and α' are positions in the first and second input.
 */
public sealed interface SpatialLayer {
  /** What lies beyond the edge of the grid. */
  enum Padding {
    /** The opposite edge. */
    CIRCULAR,
    /** Zeros; border positions receive less variance. */
    ZERO
  }

  /**
   * Convolution with an odd window: {@code Σ_αα' ← σ_b² + σ_w²/taps·Σ_β Σ_{α+β,α'+β}}, {@code K_αα'
   * ← Σ_new + σ_w²/taps·Σ_β K_{α+β,α'+β}} (tangent parametrisation).
   *
   * @param reach k: the window is 2k + 1 wide, and as high on grids of more than one row
   * @param sigmaW σ_w; the variance of one weight is σ_w²/(channels·taps)
   * @param sigmaB σ_b
   * @param padding what lies beyond the edge
   */
  record Convolution(int reach, double sigmaW, double sigmaB, Padding padding)
      implements SpatialLayer {
    public Convolution {
      Domain.atLeast("the reach of a convolution", reach, 0);
      Domain.positive("sigmaW", sigmaW);
      Domain.nonNegative("sigmaB", sigmaB);
    }
  }

  /**
   * {@code Σ ← T(Σ), K ← Ṫ(Σ)·K} at every pair of positions.
   *
   * @param phi φ
   */
  record Pointwise(Activation phi) implements SpatialLayer {}

  /**
   * Mean over disjoint windows of size × size positions (1 × size on sequences); the grid must be a
   * multiple.
   *
   * @param size window edge, at least 1
   */
  record AveragePool(int size) implements SpatialLayer {
    public AveragePool {
      Domain.atLeast("the size of a pooling window", size, 1);
    }
  }

  /**
   * The end of the positions.
   *
   * @param kind flatten, or average over all positions
   */
  record Readout(Kind kind) implements SpatialLayer {
    /** How positions end. */
    public enum Kind {
      /** Flatten before a dense layer: mean over α = α'. */
      FLATTEN,
      /** Global average pooling: mean over all pairs (α, α'). */
      GLOBAL_AVERAGE
    }
  }
}
