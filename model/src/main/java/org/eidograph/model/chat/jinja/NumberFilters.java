// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Filters that give numbers. */
final class NumberFilters {
  private NumberFilters() {}

  static Map<String, Filters.Filter> all() {
    return Map.of(
        "int", (scope, value, arguments) -> toInt(value, arguments),
        "float", (scope, value, arguments) -> toFloat(value, arguments),
        "abs", (scope, value, arguments) -> abs(value),
        "round", (scope, value, arguments) -> round(value, arguments));
  }

  private static @Nullable Object toInt(@Nullable Object value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("int", "default", "base");
    if (value instanceof Undefined undefined) {
      throw undefined.failure();
    } else if (Kinds.isInteger(value)) {
      return Kinds.integer(value, "int");
    }
    try {
      if (Kinds.isString(value) && bound.integer("base", 10) != 10) {
        return Long.valueOf(clean(value), (int) bound.integer("base", 10));
      }
      return Kinds.isString(value) ? parsed(clean(value)) : truncated(Kinds.number(value));
    } catch (NumberFormatException | JinjaFailure e) {
      return bound.get("default", 0L);
    }
  }

  private static String clean(@Nullable Object value) {
    return Whitespace.strip(String.valueOf(value)).replace("_", "");
  }

  private static Long parsed(String text) {
    return text.matches("[+-]?\\d+") ? Long.valueOf(text) : truncated(parseFloat(text));
  }

  private static Long truncated(double value) {
    if (Double.isNaN(value) || Math.abs(value) >= 0x1p63) {
      throw new NumberFormatException();
    }
    return (long) value;
  }

  /** Java also reads a trailing d or f and hexadecimal floats; Python does not. */
  private static double parseFloat(String text) {
    String lower = StringMethods.lower(text).replaceFirst("^[+-]", "");
    if (lower.equals("inf") || lower.equals("infinity")) {
      return text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    } else if (lower.equals("nan")) {
      return Double.NaN;
    } else if (!lower.matches("(\\d+\\.?\\d*|\\.\\d+)(e[+-]?\\d+)?")) {
      throw new NumberFormatException();
    }
    return Double.parseDouble(text);
  }

  private static @Nullable Object toFloat(@Nullable Object value, Arguments arguments) {
    if (value instanceof Undefined undefined) {
      throw undefined.failure();
    }
    try {
      return Kinds.isString(value) ? (Object) parseFloat(clean(value)) : Kinds.number(value);
    } catch (NumberFormatException | JinjaFailure e) {
      return arguments.bind("float", "default").get("default", 0.0);
    }
  }

  private static Object abs(@Nullable Object value) {
    boolean negative = Kinds.isNumber(value) && Kinds.number(value) < 0;
    return Arithmetic.sign(negative, value);
  }

  private static Object round(@Nullable Object value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("round", "precision", "method");
    String method = bound.text("method", "common");
    int precision = (int) Math.max(-400, Math.min(400, bound.integer("precision", 0)));
    if (!Kinds.isNumber(value)) {
      throw Kinds.wrong("round", "a number", value);
    }
    double number = Kinds.number(value);
    double scale = Math.pow(10, precision);
    return switch (method) {
      case "common" -> common(value, number, precision);
      case "ceil" -> Math.ceil(number * scale) / scale;
      case "floor" -> Math.floor(number * scale) / scale;
      default -> throw new JinjaFailure("round's method must be common, ceil or floor");
    };
  }

  private static Object common(@Nullable Object value, double number, int precision) {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      return number;
    }
    BigDecimal exact =
        value instanceof Double
            ? new BigDecimal(number)
            : BigDecimal.valueOf(Kinds.integer(value, "round"));
    BigDecimal rounded = exact.setScale(precision, RoundingMode.HALF_EVEN);
    return value instanceof Double ? (Object) rounded.doubleValue() : rounded.longValue();
  }
}
