// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * A float as Python's {@code repr} writes it: the fewest digits that read back as the same number,
 * with an exponent below 1e-4 and from 1e16. {@code Double.toString} gives more digits than needed
 * for some numbers before Java 19.
 */
final class FloatText {
  private FloatText() {}

  static String of(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    } else if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    } else if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    BigDecimal shortest = shortest(value);
    int exponent = shortest.precision() - shortest.scale() - 1;
    return exponent < -4 || exponent >= 16 ? scientific(shortest, exponent) : plain(shortest);
  }

  private static BigDecimal shortest(double value) {
    BigDecimal exact = new BigDecimal(value);
    for (int digits = 1; digits < 17; digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (rounded.doubleValue() == value) {
        return rounded.stripTrailingZeros();
      }
    }
    return exact.round(new MathContext(17, RoundingMode.HALF_EVEN)).stripTrailingZeros();
  }

  private static String plain(BigDecimal shortest) {
    String text = shortest.toPlainString();
    return text.indexOf('.') < 0 ? text + ".0" : text;
  }

  private static String scientific(BigDecimal shortest, int exponent) {
    String digits = shortest.unscaledValue().abs().toString();
    String mantissa = digits.substring(0, 1) + (digits.length() > 1 ? "." + digits.substring(1) : "");
    String sign = shortest.signum() < 0 ? "-" : "";
    String power = Math.abs(exponent) < 10 ? "0" + Math.abs(exponent) : "" + Math.abs(exponent);
    return sign + mantissa + "e" + (exponent < 0 ? "-" : "+") + power;
  }
}
