// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

/**
 * One residual branch, {@code x_l = x_{l−1} + b}; means over texts of geometric means over tokens.
 *
 * @param block counted from 0
 * @param kind attention or MLP
 * @param stream q_{l−1}, mean square of a coordinate before the branch
 * @param added v_l, mean square of what the branch adds
 * @param ratio {@code α_l = v_l/q_{l−1}}
 * @param cross {@code 2⟨x, b⟩/‖x‖²}, arithmetic mean over tokens; theory takes it for 0
 * @param depth {@code U_l = ln(q_l/q_0)}, effective depth behind the branch; see {@link
 *     BlockFigures}
 */
public record BranchFigures(
    int block, Kind kind, Mean stream, Mean added, Mean ratio, Mean cross, Mean depth) {
  /** Which branch of a block. */
  public enum Kind {
    ATTENTION,
    MLP
  }
}
