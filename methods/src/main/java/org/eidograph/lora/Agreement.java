// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import org.eidograph.base.CheckFailedException;
import org.eidograph.torch.DType;
import org.eidograph.torch.Tensor;

/**
 * What a merged model must satisfy: the logits of base and adapter, and not those of the base.
 *
 * @param alone logits of the base
 * @param together logits of base and adapter
 * @param type the coarsest in which a merged weight is stored
 */
record Agreement(Tensor alone, Tensor together, DType type) {
  /** Largest absolute difference: float32 sums in another order, over the depth of a model. */
  private static final double FLOAT32_TOLERANCE = 1e-4;

  /**
   * Euclidean, relative: one right rounding of every weight to bfloat16's 8 bits moves the logits
   * of random two-layer models by 3e-3 to 4e-2 in this measure (45 merges of peft's, rounded by
   * torch). By its largest entry it moves them further, so that measure would refuse right merges.
   */
  private static final double BFLOAT16_TOLERANCE = 6e-2;

  /** A float16 weight keeps 3 bits more; the same merges move by 4e-4 to 5e-3. */
  private static final double FLOAT16_TOLERANCE = BFLOAT16_TOLERANCE / 8;

  private void requireEqual(Tensor merged) {
    double absolute = merged.maxAbsDifference(together);
    double relative = merged.sub(together).norm().item() / together.norm().item();
    switch (type) {
      case BFLOAT16 -> requireAtMost(relative, BFLOAT16_TOLERANCE, "relative");
      case FLOAT16 -> requireAtMost(relative, FLOAT16_TOLERANCE, "relative");
      default -> requireAtMost(absolute, FLOAT32_TOLERANCE, "absolute");
    }
  }

  private static void requireAtMost(double difference, double tolerance, String kind) {
    if (!(difference <= tolerance)) {
      throw new CheckFailedException(
          "the merged model must give the logits of base and adapter within %.1e (%s), but differs by %.3e; nothing was written"
              .formatted(tolerance, kind, difference));
    }
  }

  /** Largest absolute difference between base and adapter, and base. */
  double effect() {
    return together.maxAbsDifference(alone);
  }

  /**
   * Compares the merged model's logits.
   *
   * @return largest absolute difference to those of base and adapter
   * @throws CheckFailedException if it is too large, or if the adapter has no effect or an effect
   *     lost in rounding
   */
  double require(Tensor merged) {
    requireEqual(merged);
    if (effect() == 0) {
      throw new CheckFailedException(
          "a merged model must differ from its base, but on the probe tokens the adapter changes"
              + " nothing; was the adapter ever trained?");
    }
    double difference = merged.maxAbsDifference(together);
    if (difference >= effect()) {
      throw new CheckFailedException(
          "a merged model must be nearer to base and adapter than the base is, but rounding to %s moves the logits by %.1e and the adapter by %.1e; merge into a float32 base, or keep the adapter apart"
              .formatted(type, difference, effect()));
    }
    return difference;
  }
}
