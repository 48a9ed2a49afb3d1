// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers as a reader wants them: three significant digits, no trailing zeros, 1e-12 if tiny. */
public final class Numbers {
  private static final MathContext DIGITS = new MathContext(3);
  private static final double TINY = 1e-4;

  private Numbers() {}

  /** The shortest reading of a number. */
  public static String text(double value) {
    if (!Double.isFinite(value)) {
      return String.valueOf(value);
    }
    BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
    if (rounded.signum() != 0 && Math.abs(value) < TINY) {
      return rounded.toString().toLowerCase(Locale.ROOT);
    }
    return rounded.signum() == 0 ? "0" : rounded.toPlainString();
  }
}
