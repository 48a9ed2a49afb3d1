// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions that every template can call. */
final class Globals {
  private static final Map<String, Function> ALL =
      Map.of(
          "range", new Function("range", (scope, arguments) -> range(arguments)),
          "namespace", new Function("namespace", (scope, arguments) -> namespace(arguments)),
          "dict", new Function("dict", (scope, arguments) -> dictionary(arguments)),
          "raise_exception", new Function("raise_exception", (scope, given) -> raise(given)),
          "strftime_now",
              new Function(
                  "strftime_now",
                  (scope, given) ->
                      Strftime.format(
                          Kinds.string(
                              given.bind("strftime_now", "format").require("format"),
                              "strftime_now"),
                          scope.rendering().now())));

  private Globals() {}

  static @Nullable Function find(String name) {
    return ALL.get(name);
  }

  private static Object range(Arguments arguments) {
    List<@Nullable Object> given = arguments.positional();
    if (given.isEmpty() || given.size() > 3) {
      throw new JinjaFailure("range() takes 1 to 3 numbers, not %d".formatted(given.size()));
    }
    long first = Kinds.integer(given.get(0), "range()");
    if (given.size() == 1) {
      return new Range(0, first, 1);
    }
    long step = given.size() == 3 ? Kinds.integer(given.get(2), "range()") : 1;
    return new Range(first, Kinds.integer(given.get(1), "range()"), step);
  }

  private static Object namespace(Arguments arguments) {
    Namespace namespace = new Namespace();
    dictionary(arguments).forEach((name, value) -> namespace.set(String.valueOf(name), value));
    return namespace;
  }

  private static Map<@Nullable Object, @Nullable Object> dictionary(Arguments arguments) {
    Map<@Nullable Object, @Nullable Object> made = new LinkedHashMap<>();
    for (Object given : arguments.positional()) {
      if (given instanceof Map<?, ?> map) {
        made.putAll(map);
      } else {
        throw Kinds.wrong("dict()", "a dict", given);
      }
    }
    made.putAll(arguments.named());
    return made;
  }

  private static Object raise(Arguments arguments) {
    throw new JinjaFailure(
        "the template refuses these messages: "
            + Printing.text(arguments.bind("raise_exception", "message").require("message")));
  }
}
