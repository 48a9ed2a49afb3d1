// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

/**
 * The domains of the formulas: each method returns its argument, or refuses it with the rule, the
 * value and the mend.
 */
public final class Domain {
  private Domain() {}

  /** A number that is neither NaN nor infinite. */
  public static double finite(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("%s must be finite, got %s".formatted(name, value));
    }
    return value;
  }

  /** A finite number above zero. */
  public static double positive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          "%s must be positive and finite, got %s".formatted(name, value));
    }
    return value;
  }

  /** A finite number that is zero or above. */
  public static double nonNegative(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          "%s must be zero or positive, and finite, got %s".formatted(name, value));
    }
    return value;
  }

  /** A correlation, from -1 to 1. */
  public static double correlation(String name, double value) {
    return within(name, value, -1, 1);
  }

  /** {@code γ = 1 − c} of a correlation c, from 0 to 2. */
  public static double gamma(double value) {
    return within("gamma = 1 - correlation", value, 0, 2);
  }

  /** A number from {@code low} to {@code high}, both included. */
  public static double within(String name, double value, double low, double high) {
    if (!(value >= low && value <= high)) {
      throw new IllegalArgumentException(
          "%s must lie between %s and %s, got %s".formatted(name, low, high, value));
    }
    return value;
  }

  /** A count of at least {@code least}. */
  public static int atLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s must be at least %d, got %d".formatted(name, least, value));
    }
    return value;
  }
}
