// Licensed under the Apache License, Version 2.0.
package org.eidograph.placement;

import org.eidograph.model.ModulePath;

/**
 * How well one module is aligned with the samples.
 *
 * @param module where it sits; for a block of a fused weight the type of the block
 * @param inputs n_in
 * @param outputs n_out
 * @param gain mean of ‖W·z‖/‖z‖ over the samples' tokens
 * @param baseline ‖W‖_F/√n_in, the gain of random inputs
 * @param score gain over baseline, the normalised feature norm
 */
public record ModuleScore(
    ModulePath module, long inputs, long outputs, double gain, double baseline, double score) {
  /** Parameters of an adapter of rank 1 on it. */
  public long parametersPerRank() {
    return inputs + outputs;
  }

  /** The largest rank an adapter on it can have. */
  public int largestRank() {
    return Math.toIntExact(Math.min(inputs, outputs));
  }
}
