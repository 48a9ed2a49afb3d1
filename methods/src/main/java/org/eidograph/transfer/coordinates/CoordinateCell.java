// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.coordinates;

import java.util.List;
import org.eidograph.theory.scaling.sweep.CoordinateSlope.Watched;

/**
 * What was read from one network.
 *
 * @param size width or depth
 * @param seed of its weights
 * @param readings module after module, and step after step
 */
public record CoordinateCell(int size, long seed, List<Reading> readings) {
  public CoordinateCell {
    readings = List.copyOf(readings);
  }

  /**
   * One module after some steps.
   *
   * @param step 0 before the first one
   * @param size mean absolute value of its activations; not finite if they are not
   * @param change root mean square of their change since step 0
   */
  public record Reading(String module, Watched watched, int step, double size, double change) {}

  /** One reading. */
  Reading reading(String module, int step) {
    return readings.stream()
        .filter(reading -> reading.step() == step && reading.module().equals(module))
        .findFirst()
        .orElseThrow();
  }
}
