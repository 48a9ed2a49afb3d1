// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.sweep;

/**
 * A range that holds a quantity with a stated confidence.
 *
 * @param low lower end
 * @param high upper end, not below the lower one
 */
public record Interval(double low, double high) {
  public Interval {
    if (!(low <= high)) {
      throw new IllegalArgumentException(
          "an interval must not end below its start, got %s to %s".formatted(low, high));
    }
  }

  /** An interval around a centre. */
  static Interval around(double centre, double half) {
    return new Interval(centre - half, centre + half);
  }

  /** Whether a value lies in it, ends included. */
  public boolean contains(double value) {
    return low <= value && value <= high;
  }

  /** Length. */
  public double length() {
    return high - low;
  }
}
