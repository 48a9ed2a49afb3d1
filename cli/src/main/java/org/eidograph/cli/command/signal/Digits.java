// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import java.math.BigDecimal;
import java.math.MathContext;
import org.eidograph.cli.report.SignificantDigits;
import org.jspecify.annotations.Nullable;

/** Numbers of the signal commands as text; what does not exist is a dash. */
final class Digits {
  private static final MathContext TEN = new MathContext(10);

  private Digits() {}

  /** Ten digits, for what goes into other programs. */
  static String precise(@Nullable Double value) {
    return value == null
        ? "-"
        : new BigDecimal(value).round(TEN).stripTrailingZeros().toPlainString();
  }

  /** Four digits. */
  static String brief(@Nullable Double value) {
    return value == null ? "-" : SignificantDigits.format(value);
  }
}
