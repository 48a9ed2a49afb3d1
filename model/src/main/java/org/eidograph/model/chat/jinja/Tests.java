// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The tests behind {@code is}, by name. */
final class Tests {
  /** Whether something is said of a value. */
  interface Test {
    boolean holds(@Nullable Object value, Arguments arguments);
  }

  private static final Map<String, Test> ALL = new HashMap<>();

  static {
    kinds();
    comparisons();
    numbersAndCase();
  }

  private Tests() {}

  static Test require(String name) {
    Test test = ALL.get(name);
    if (test == null) {
      throw JinjaFailure.unsupported("the test '%s'".formatted(name));
    }
    return test;
  }

  private static void plain(String name, Predicate<@Nullable Object> holds) {
    ALL.put(
        name,
        (value, arguments) -> {
          arguments.bind(name);
          return holds.test(value);
        });
  }

  private static void kinds() {
    plain("defined", value -> !(value instanceof Undefined));
    plain("undefined", value -> value instanceof Undefined);
    plain("none", value -> value == null);
    plain("boolean", value -> value instanceof Boolean);
    plain("true", value -> Boolean.TRUE.equals(value));
    plain("false", value -> Boolean.FALSE.equals(value));
    plain("integer", value -> value instanceof Long);
    plain("float", value -> value instanceof Double);
    plain("number", Kinds::isNumber);
    plain("string", Kinds::isString);
    plain("mapping", value -> value instanceof Map);
    plain("iterable", Kinds::isIterable);
    plain("sequence", value -> Kinds.hasLength(value) && !(value instanceof Iteration));
    plain("callable", value -> value instanceof Callable || value instanceof Undefined);
    plain("escaped", value -> value instanceof Markup);
  }

  private static void comparisons() {
    compare("==", "eq", "equalto");
    compare("!=", "ne");
    compare("<", "lt", "lessthan");
    compare("<=", "le");
    compare(">", "gt", "greaterthan");
    compare(">=", "ge");
    compare("in", "in");
    ALL.put(
        "sameas",
        (value, arguments) -> same(value, arguments.bind("sameas", "other").require("other")));
  }

  private static void compare(String operator, String... names) {
    Test test =
        (value, arguments) -> {
          Object other = arguments.bind("is " + names[0], "other").require("other");
          return Comparisons.holds(operator, value, other);
        };
    for (String name : names) {
      ALL.put(name, test);
    }
    if (!operator.equals("in")) {
      ALL.put(operator, test);
    }
  }

  @SuppressWarnings("ReferenceEquality") // identity is what the test asks for
  private static boolean same(@Nullable Object value, @Nullable Object other) {
    boolean byValue = value instanceof Boolean || value instanceof Long;
    return byValue ? Objects.equals(value, other) : value == other;
  }

  private static void numbersAndCase() {
    plain("even", value -> remainder(value, 2L) == 0);
    plain("odd", value -> remainder(value, 2L) == 1);
    plain("lower", value -> StringMethods.isLower(Printing.text(value)));
    plain("upper", value -> StringMethods.isUpper(Printing.text(value)));
    plain("filter", value -> isKnown(() -> Filters.require(Kinds.string(value, "is filter"))));
    plain("test", value -> isKnown(() -> require(Kinds.string(value, "is test"))));
    ALL.put(
        "divisibleby",
        (value, arguments) ->
            remainder(value, arguments.bind("divisibleby", "num").require("num")) == 0);
  }

  private static boolean isKnown(Runnable lookup) {
    try {
      lookup.run();
      return true;
    } catch (JinjaFailure e) {
      return false;
    }
  }

  private static double remainder(@Nullable Object value, @Nullable Object divisor) {
    if (!Kinds.isNumber(value)) {
      throw Kinds.wrong("a remainder", "a number", value);
    }
    return Kinds.number(Arithmetic.apply("%", value, divisor));
  }
}
