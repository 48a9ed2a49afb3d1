// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling;

/**
 * How many times the two axes of a tensor are as long as at the base shape, or as before widening.
 *
 * @param out m_out, at least 1; 1 for an axis that does not grow with the width
 * @param in m_in, at least 1
 */
public record AxisGrowth(double out, double in) {
  /** Neither axis grows. */
  public static final AxisGrowth NONE = new AxisGrowth(1, 1);

  public AxisGrowth {
    require("output", out);
    require("input", in);
  }

  /** Both axes grow by the same factor. */
  public static AxisGrowth both(double factor) {
    return new AxisGrowth(factor, factor);
  }

  private static void require(String axis, double factor) {
    if (!(factor >= 1) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException(
          "an axis must grow by a finite factor of at least 1, got %s for the %s axis; exchange base and target if the target is the narrower one"
              .formatted(factor, axis));
    }
  }
}
