// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.sweep;

/**
 * A learning-rate curve and the width of its model.
 *
 * @param width n, at least 1
 * @param curve losses over learning rates in base units: the plan's multipliers are not in them
 */
public record WidthCurve(long width, LearningRateCurve curve) {
  public WidthCurve {
    if (width < 1) {
      throw new IllegalArgumentException("a width must be at least 1, got " + width);
    }
  }

  /** log₂ n. */
  double log2Width() {
    return Math.log((double) width) / Math.log(2);
  }
}
