// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as a reader wants them: three significant digits, no trailing zeros. */
final class Numbers {
  private static final MathContext DIGITS = new MathContext(3);

  private Numbers() {}

  static String text(double value) {
    if (!Double.isFinite(value)) {
      return String.valueOf(value);
    }
    BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
    return rounded.signum() == 0 ? "0" : rounded.toPlainString();
  }
}
