// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code + - * / // % **} as Python has them; ints are 64 bit and overflow is an error. */
final class Arithmetic {
  private Arithmetic() {}

  static Object apply(String operator, @Nullable Object left, @Nullable Object right) {
    if (left instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (operator.equals("%") && Kinds.isString(left)) {
      return PercentFormat.format(String.valueOf(left), right);
    }
    if (right instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (Kinds.isNumber(left) && Kinds.isNumber(right)) {
      return numbers(operator, left, right);
    }
    return sequences(operator, left, right);
  }

  static Object sign(boolean negative, @Nullable Object value) {
    if (value instanceof Double number) {
      return negative ? -number : number;
    } else if (Kinds.isNumber(value)) {
      long number = Kinds.integer(value, "-");
      return negative ? Math.negateExact(number) : number;
    }
    throw Kinds.wrong(negative ? "-" : "+", "a number", value);
  }

  private static Object numbers(String operator, @Nullable Object left, @Nullable Object right) {
    try {
      return Kinds.isInteger(left) && Kinds.isInteger(right)
          ? integers(operator, Kinds.integer(left, operator), Kinds.integer(right, operator))
          : floats(operator, Kinds.number(left), Kinds.number(right));
    } catch (ArithmeticException e) {
      throw new JinjaFailure(
          "%s %s %s is no 64-bit number"
              .formatted(Printing.text(left), operator, Printing.text(right)));
    }
  }

  private static Object integers(String operator, long left, long right) {
    return switch (operator) {
      case "+" -> Math.addExact(left, right);
      case "-" -> Math.subtractExact(left, right);
      case "*" -> Math.multiplyExact(left, right);
      case "//" -> Math.floorDiv(left, right);
      case "%" -> Math.floorMod(left, right);
      case "**" ->
          right < 0 ? (Object) Math.pow((double) left, (double) right) : power(left, right);
      default -> floats(operator, (double) left, (double) right);
    };
  }

  private static Object power(long base, long exponent) {
    if (base == 0 || base == 1 || exponent == 0) {
      return exponent == 0 ? 1L : base;
    }
    if (base == -1) {
      return exponent % 2 == 0 ? 1L : -1L;
    }
    long result = 1;
    for (long i = 0; i < exponent; i++) { // at most 63 passes before it overflows
      result = Math.multiplyExact(result, base);
    }
    return result;
  }

  private static Object floats(String operator, double left, double right) {
    if (right == 0 && List.of("/", "//", "%").contains(operator)) {
      throw new ArithmeticException("division by zero");
    }
    return switch (operator) {
      case "+" -> left + right;
      case "-" -> left - right;
      case "*" -> left * right;
      case "/" -> left / right;
      case "//" -> Math.floor(left / right);
      case "%" -> left - right * Math.floor(left / right);
      case "**" -> Math.pow(left, right);
      default -> throw JinjaFailure.unsupported("the operator " + operator);
    };
  }

  private static Object sequences(String operator, @Nullable Object left, @Nullable Object right) {
    if (operator.equals("*")) {
      return Kinds.isInteger(left) ? repeat(right, left) : repeat(left, right);
    }
    if (operator.equals("+") && Kinds.isString(left) && Kinds.isString(right)) {
      return joined(left, right);
    }
    if (operator.equals("+") && left instanceof List<?> first && right instanceof List<?> second) {
      boolean tuples = left instanceof Tuple;
      if (tuples == right instanceof Tuple && !(left instanceof Range || right instanceof Range)) {
        return tuples ? new Tuple(appended(first, second)) : appended(first, second);
      }
    }
    throw new JinjaFailure(
        "%s cannot take %s and %s".formatted(operator, Kinds.name(left), Kinds.name(right)));
  }

  private static Object joined(@Nullable Object left, @Nullable Object right) {
    if (left instanceof Markup || right instanceof Markup) {
      return new Markup(Markup.escape(left).text() + Markup.escape(right).text());
    }
    String first = String.valueOf(left);
    String second = String.valueOf(right);
    Budget.checkSize((long) first.length() + second.length());
    return first.concat(second);
  }

  private static List<@Nullable Object> appended(List<?> first, List<?> second) {
    Budget.checkSize((long) first.size() + second.size());
    List<@Nullable Object> both = new ArrayList<>(first);
    both.addAll(second);
    return both;
  }

  private static Object repeat(@Nullable Object value, @Nullable Object times) {
    long count = Math.max(0, Kinds.integer(times, "*"));
    if (Kinds.isString(value)) {
      String text = String.valueOf(value);
      checkProduct(text.length(), count);
      String repeated = text.repeat(text.isEmpty() ? 0 : (int) count);
      return value instanceof Markup ? new Markup(repeated) : repeated;
    }
    if (!(value instanceof List<?> list) || value instanceof Range) {
      throw Kinds.wrong("*", "numbers, or a str or list and an int", value);
    }
    checkProduct(list.size(), count);
    List<@Nullable Object> repeated = new ArrayList<>();
    for (long i = 0; i < count && !list.isEmpty(); i++) {
      repeated.addAll(list);
    }
    return value instanceof Tuple ? new Tuple(repeated) : repeated;
  }

  private static void checkProduct(long size, long count) {
    Budget.checkSize(size == 0 ? 0 : count > Budget.LARGEST ? Long.MAX_VALUE : size * count);
  }
}
