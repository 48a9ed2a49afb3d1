// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.init;

import org.eidograph.torch.Tensor;

/**
 * A pair of low-rank factors, float32, owned by the scope that was innermost when they were made.
 *
 * @param a A, (r, in)
 * @param b B, (out, r)
 */
public record Factors(Tensor a, Tensor b) {
  /** Checks that the ranks agree. */
  public Factors {
    if (a.dim() != 2 || b.dim() != 2 || a.size(0) != b.size(1)) {
      throw new IllegalArgumentException(
          "factors must be A (r, in) and B (out, r) of one rank, got A %s and B %s"
              .formatted(a, b));
    }
  }

  /** Rank r. */
  public long rank() {
    return a.size(0);
  }

  /** {@code B·A}, (out, in). */
  public Tensor product() {
    return b.matmul(a);
  }

  /**
   * Checks that a rank suits a matrix.
   *
   * @throws IllegalArgumentException if it is below 1, or above the smaller side of the matrix
   */
  static void requireRank(long rank, Tensor matrix) {
    long most = Math.min(matrix.size(0), matrix.size(1));
    if (rank < 1 || rank > most) {
      throw new IllegalArgumentException(
          "a start from a matrix %s must have a rank from 1 to its smaller side %d, got %d"
              .formatted(matrix, most, rank));
    }
  }
}
