// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers;

import org.jspecify.annotations.Nullable;

/**
 * The range in which a claim holds, ends included.
 *
 * @param least null if there is no lower end
 * @param most null if there is no upper end
 */
public record Tolerance(@Nullable Double least, @Nullable Double most) {
  public Tolerance {
    if (least == null && most == null || least != null && most != null && least > most) {
      throw new IllegalArgumentException(
          "a tolerance needs an end, and its ends in order, got %s to %s".formatted(least, most));
    }
  }

  /** From a value on. */
  public static Tolerance atLeast(double least) {
    return new Tolerance(least, null);
  }

  /** Up to a value. */
  public static Tolerance atMost(double most) {
    return new Tolerance(null, most);
  }

  /** Between two values. */
  public static Tolerance between(double least, double most) {
    return new Tolerance(least, most);
  }

  /** Whether a value lies in the range; NaN does not. */
  public boolean holds(double value) {
    return !Double.isNaN(value) && margin(value) >= 0;
  }

  /** Distance to the nearer end: positive inside, negative outside. */
  public double margin(double value) {
    double above = least == null ? Double.POSITIVE_INFINITY : value - least;
    double below = most == null ? Double.POSITIVE_INFINITY : most - value;
    return Math.min(above, below);
  }

  /** For example {@code ≥ 1.2} or {@code -0.75 to -0.35}. */
  public String text() {
    if (least == null) {
      return "≤ " + Numbers.text(most == null ? Double.NaN : most);
    }
    return most == null
        ? "≥ " + Numbers.text(least)
        : Numbers.text(least) + " to " + Numbers.text(most);
  }
}
