// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling;

/**
 * Clipping by a global gradient norm that means the same at every width.
 *
 * <pre>
 * N² = Σ_W g_W·‖∇W‖²,     factor = min(1, threshold/N)
 * </pre>
 *
 * <p>g is {@link TensorRule#clipWeight}: {@code m_out/m_in} for an effective matrix, and θ² times
 * less after a change of gauge. With g = 1, plain clipping, the number in "clip 1.0" changes
 * meaning with the width, and a widened model no longer trains like its source.
 */
public final class WeightedClip {
  private WeightedClip() {}

  /**
   * N.
   *
   * @param squaredNorms {@code ‖∇W‖²} of each tensor
   * @param clipWeights g of each tensor, in the same order
   */
  public static double norm(double[] squaredNorms, double[] clipWeights) {
    if (squaredNorms.length != clipWeights.length) {
      throw new IllegalArgumentException(
          "each squared norm needs its clip weight, got %d norms and %d weights"
              .formatted(squaredNorms.length, clipWeights.length));
    }
    double sum = 0;
    for (int i = 0; i < squaredNorms.length; i++) {
      sum += clipWeights[i] * squaredNorms[i];
    }
    return Math.sqrt(sum);
  }

  /**
   * What all gradients are multiplied by; 1 when the norm is within the threshold.
   *
   * @param threshold positive
   */
  public static double factor(double[] squaredNorms, double[] clipWeights, double threshold) {
    if (!(threshold > 0)) {
      throw new IllegalArgumentException("a clip threshold must be positive, got " + threshold);
    }
    double norm = norm(squaredNorms, clipWeights);
    return norm > threshold ? threshold / norm : 1;
  }
}
