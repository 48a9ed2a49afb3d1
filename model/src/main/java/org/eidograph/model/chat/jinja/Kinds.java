// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What kind of value something is, under its Python name, and how it turns into a simpler kind. */
final class Kinds {
  private Kinds() {}

  /** The Python type name, for messages. */
  static String name(@Nullable Object value) {
    if (value == null) {
      return "NoneType";
    } else if (value instanceof String) {
      return "str";
    } else if (value instanceof Boolean) {
      return "bool";
    } else if (value instanceof Long) {
      return "int";
    } else if (value instanceof Double) {
      return "float";
    } else if (value instanceof Map) {
      return "dict";
    } else if (value instanceof List) {
      return value instanceof Tuple ? "tuple" : value instanceof Range ? "range" : "list";
    }
    return value.getClass().getSimpleName();
  }

  /** Whether it counts as true. */
  static boolean truth(@Nullable Object value) {
    if (value == null || value instanceof Undefined) {
      return false;
    } else if (value instanceof Boolean bool) {
      return bool;
    } else if (isNumber(value)) {
      return number(value) != 0;
    } else if (value instanceof Iteration iteration) {
      return !iteration.isView() || iteration.size() > 0;
    }
    return !hasLength(value) || length(value) > 0;
  }

  /** Whether it is a str; marked-up strings are. */
  static boolean isString(@Nullable Object value) {
    return value instanceof String || value instanceof Markup;
  }

  /** Whether arithmetic takes it: a bool counts as 0 or 1. */
  static boolean isNumber(@Nullable Object value) {
    return value instanceof Long || value instanceof Double || value instanceof Boolean;
  }

  static boolean isInteger(@Nullable Object value) {
    return value instanceof Long || value instanceof Boolean;
  }

  static double number(@Nullable Object value) {
    return value instanceof Double d ? d : integer(value, "arithmetic");
  }

  /** An int, for the callee named in the error. */
  static long integer(@Nullable Object value, String callee) {
    if (value instanceof Long number) {
      return number;
    } else if (value instanceof Boolean bool) {
      return bool ? 1 : 0;
    }
    throw wrong(callee, "int", value);
  }

  /** A str, for the callee named in the error. */
  static String string(@Nullable Object value, String callee) {
    if (value instanceof String || value instanceof Markup) {
      return value.toString();
    }
    throw wrong(callee, "str", value);
  }

  static JinjaFailure wrong(String callee, String wanted, @Nullable Object value) {
    return value instanceof Undefined undefined
        ? undefined.failure()
        : new JinjaFailure("%s needs %s, not %s".formatted(callee, wanted, name(value)));
  }

  static boolean hasLength(@Nullable Object value) {
    return isString(value)
        || value instanceof Map
        || value instanceof List
        || value instanceof Undefined
        || (value instanceof Iteration iteration && iteration.isView());
  }

  /** The number of items, or of code points of a str. */
  static int length(@Nullable Object value) {
    if (isString(value)) {
      String text = String.valueOf(value);
      return text.codePointCount(0, text.length());
    } else if (value instanceof Map<?, ?> map) {
      return map.size();
    } else if (value instanceof List<?> list) {
      return list.size();
    } else if (value instanceof Iteration iteration) {
      return iteration.size();
    } else if (value instanceof Undefined) {
      return 0;
    }
    throw new JinjaFailure("%s has no length".formatted(name(value)));
  }

  static boolean isIterable(@Nullable Object value) {
    return hasLength(value) || value instanceof Iteration || value instanceof LoopState;
  }

  /** The items of anything iterable: list items, keys, characters. */
  static List<@Nullable Object> items(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return new ArrayList<>(list);
    } else if (value instanceof Map<?, ?> map) {
      return new ArrayList<>(map.keySet());
    } else if (value instanceof Iteration iteration) {
      return iteration.walk();
    } else if (isString(value)) {
      return characters(String.valueOf(value));
    } else if (value instanceof Undefined) {
      return List.of();
    }
    throw new JinjaFailure("%s cannot be iterated over".formatted(name(value)));
  }

  private static List<@Nullable Object> characters(String text) {
    List<@Nullable Object> characters = new ArrayList<>();
    text.codePoints().forEach(c -> characters.add(Character.toString(c)));
    return characters;
  }
}
