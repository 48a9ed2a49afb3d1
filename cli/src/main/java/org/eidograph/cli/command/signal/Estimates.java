// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.eidograph.theory.moments.Estimate;
import org.jspecify.annotations.Nullable;

/** Simulated numbers with their standard error as text; what was not drawn is a dash. */
final class Estimates {
  /** Below it, relative to the value, an error is none: every draw gave the same. */
  private static final double ROUNDING = 1e-9;

  private Estimates() {}

  /** For example {@code 0.997 ± 0.011}: the error with two digits, the value as many places. */
  static String text(@Nullable Estimate estimate) {
    if (estimate == null) {
      return "-";
    }
    double error = estimate.error();
    boolean drawn = error > ROUNDING * Math.abs(estimate.value());
    if (!drawn || Double.isInfinite(error) || !Double.isFinite(estimate.value())) {
      return Digits.brief(estimate.value());
    }
    int places = Math.max(0, 1 - (int) Math.floor(Math.log10(error)));
    return rounded(estimate.value(), places) + " ± " + rounded(error, places);
  }

  private static String rounded(double value, int places) {
    return new BigDecimal(value).setScale(places, RoundingMode.HALF_EVEN).toPlainString();
  }
}
