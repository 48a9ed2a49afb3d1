// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The kernel state of many pairs of inputs at once, one lane each, mutable.
 *
 * <p>A lane holds the two variances, γ = 1 − correlation and the tangent kernel. γ, not the
 * covariance, is what moves through the layers, so that close inputs keep their digits.
 */
final class Lanes {
  final int size;
  final double[] q1;
  final double[] q2;
  final double[] gamma;
  final double[] ntk;

  /** Whether each lane pairs an input with itself: dropout masks are then shared. */
  final boolean sameInput;

  /** Identifies the second inputs: rows with the same number have the same ones; −1 for none. */
  final int columns;

  /** Whether {@link #means} are wanted: only where a LayerNorm will subtract them. */
  final boolean tracksMeans;

  /** E[φ] of the last activation, between it and the next dense layer. */
  @Nullable Means means;

  /** Means of both inputs' coordinates. */
  record Means(double[] first, double[] second) {
    Means times(double factor) {
      return new Means(
          Arrays.stream(first).map(m -> m * factor).toArray(),
          Arrays.stream(second).map(m -> m * factor).toArray());
    }
  }

  /** What holds for all lanes of a batch. */
  record Kind(boolean sameInput, boolean tracksMeans, int columns) {
    /** Lanes of different inputs that stand alone. */
    static final Kind PLAIN = new Kind(false, false, -1);
  }

  /** Lanes at the input of a network, tangent kernels 0; takes ownership of the arrays. */
  Lanes(double[] q1, double[] q2, double[] gamma, Kind kind) {
    this(q1, q2, gamma, new double[gamma.length], kind);
  }

  private Lanes(double[] q1, double[] q2, double[] gamma, double[] ntk, Kind kind) {
    this.sameInput = kind.sameInput();
    this.tracksMeans = kind.tracksMeans();
    this.columns = kind.columns();
    this.size = gamma.length;
    this.q1 = q1;
    this.q2 = q2;
    this.gamma = gamma;
    this.ntk = ntk;
  }

  Lanes copy() {
    Kind kind = new Kind(sameInput, tracksMeans, columns);
    Lanes copy = new Lanes(q1.clone(), q2.clone(), gamma.clone(), ntk.clone(), kind);
    copy.means = means;
    return copy;
  }

  /** Σ of a lane. */
  double covariance(int i) {
    return Math.sqrt(q1[i] * q2[i]) * (1 - gamma[i]);
  }

  /** Refuses what overflowed. */
  void requireFinite() {
    for (int i = 0; i < size; i++) {
      if (!Double.isFinite(q1[i] + q2[i] + ntk[i])) {
        throw new IllegalArgumentException(
            "kernels must stay finite, but after these layers the variance is %s and the tangent kernel %s; lower sigmaW, the inputs or the depth, scale the residual branches by 1/sqrt(depth), or use ResidualKernel, which tracks ln q"
                .formatted(q1[i], ntk[i]));
      }
    }
  }
}
