// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.report;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Numbers as a person reads them: four significant digits, an exponent only where zeros would pile
 * up.
 */
public final class SignificantDigits {
  private static final MathContext FOUR = new MathContext(4);
  private static final double PLAIN_FROM = 1e-4;
  private static final double PLAIN_BELOW = 1e9;

  private SignificantDigits() {}

  /** The number as text. */
  public static String format(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "∞" : "−∞";
    }
    if (value == Math.rint(value) && Math.abs(value) < PLAIN_BELOW) {
      return Long.toString((long) value);
    }
    BigDecimal rounded = new BigDecimal(value).round(FOUR).stripTrailingZeros();
    double size = Math.abs(value);
    boolean plain = size >= PLAIN_FROM && size < PLAIN_BELOW;
    return plain ? rounded.toPlainString() : scientific(rounded);
  }

  private static String scientific(BigDecimal value) {
    int exponent = value.precision() - value.scale() - 1;
    return value.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
  }
}
