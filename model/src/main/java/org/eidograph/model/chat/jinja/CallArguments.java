// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a call as written.
 *
 * @param positional in order
 * @param named by keyword
 * @param list the operand of {@code *}, if any
 * @param dictionary the operand of {@code **}, if any
 */
record CallArguments(
    List<Expression> positional,
    Map<String, Expression> named,
    @Nullable Expression list,
    @Nullable Expression dictionary) {
  static final CallArguments NONE = new CallArguments(List.of(), Map.of(), null, null);

  Arguments evaluate(Scope scope) {
    List<@Nullable Object> values = new ArrayList<>();
    for (Expression argument : positional) {
      values.add(argument.evaluate(scope));
    }
    Map<String, @Nullable Object> byName = new LinkedHashMap<>();
    named.forEach((name, argument) -> byName.put(name, argument.evaluate(scope)));
    if (list != null) {
      values.addAll(Kinds.items(list.evaluate(scope)));
    }
    if (dictionary != null) {
      spread(dictionary.evaluate(scope), byName);
    }
    return new Arguments(values, byName);
  }

  private static void spread(@Nullable Object value, Map<String, @Nullable Object> byName) {
    if (!(value instanceof Map<?, ?> map)) {
      throw Kinds.wrong("** in a call", "dict", value);
    }
    map.forEach((name, argument) -> byName.put(Kinds.string(name, "** in a call"), argument));
  }
}
