// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import org.eidograph.base.UsageException;

/** The ranges of numbers that a user gives. */
final class Limits {
  private Limits() {}

  static int atLeast(String option, int value, int least) {
    if (value < least) {
      throw new UsageException("%s must be at least %d, got %d".formatted(option, least, value));
    }
    return value;
  }

  static double nonNegative(String option, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new UsageException(
          "%s must be zero or positive, and finite, got %s".formatted(option, value));
    }
    return value;
  }
}
