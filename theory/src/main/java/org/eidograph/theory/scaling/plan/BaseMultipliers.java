// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.plan;

import java.util.OptionalDouble;

/**
 * Multipliers that the base model was tuned with.
 *
 * @param embedding α_in, factor behind the embedding, positive
 * @param attention factor of {@code q·k} at the base shape; empty for 1/√d_h
 * @param residual factor of each branch, positive
 * @param logits α_out, factor of the logits, positive
 */
public record BaseMultipliers(
    double embedding, OptionalDouble attention, double residual, double logits) {
  /** An ordinary model. */
  public static final BaseMultipliers NONE = new BaseMultipliers(1, OptionalDouble.empty(), 1, 1);

  public BaseMultipliers {
    double smallest = Math.min(Math.min(embedding, residual), logits);
    if (!(smallest > 0) || attention.orElse(1) <= 0) {
      throw new IllegalArgumentException(
          "multipliers of the base model must be positive, got embedding %s, attention %s, residual %s, logits %s"
              .formatted(embedding, attention, residual, logits));
    }
  }
}
