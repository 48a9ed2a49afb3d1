// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.names;

/**
 * One axis of a tensor.
 *
 * @param symbol what its length means
 * @param length of one part, at least 1
 */
public record Axis(AxisSymbol symbol, long length) {
  public Axis {
    if (length < 1) {
      throw new IllegalArgumentException(
          "an axis must have a length of at least 1, got %d for %s".formatted(length, symbol));
    }
  }
}
