// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The evaluated arguments of one call. */
record Arguments(List<@Nullable Object> positional, Map<String, @Nullable Object> named) {
  static final Arguments NONE = new Arguments(List.of(), Map.of());

  static Arguments of(List<@Nullable Object> positional) {
    return new Arguments(positional, Map.of());
  }

  /**
   * Gives each argument its parameter name.
   *
   * @param callee named in the error
   * @param parameters the names that the callee knows, in order
   * @throws JinjaFailure if there are too many, or one of another name
   */
  Bound bind(String callee, String... parameters) {
    if (positional.size() > parameters.length) {
      throw new JinjaFailure(
          "%s takes at most %d arguments, not %d"
              .formatted(callee, parameters.length, positional.size()));
    }
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (int i = 0; i < positional.size(); i++) {
      values.put(parameters[i], positional.get(i));
    }
    List<String> known = List.of(parameters);
    named.forEach(
        (name, value) -> {
          if (!known.contains(name) || values.containsKey(name)) {
            throw new JinjaFailure("%s has no use for the argument %s".formatted(callee, name));
          }
          values.put(name, value);
        });
    return new Bound(callee, values);
  }

  /** The same arguments without the first. */
  Arguments rest() {
    return new Arguments(new ArrayList<>(positional.subList(1, positional.size())), named);
  }

  /** Arguments by parameter name. */
  record Bound(String callee, Map<String, @Nullable Object> values) {
    boolean has(String name) {
      return values.containsKey(name);
    }

    @Nullable Object get(String name, @Nullable Object fallback) {
      return values.containsKey(name) ? values.get(name) : fallback;
    }

    @Nullable Object require(String name) {
      if (!values.containsKey(name)) {
        throw new JinjaFailure("%s needs the argument %s".formatted(callee, name));
      }
      return values.get(name);
    }

    String text(String name, String fallback) {
      return values.containsKey(name) ? Kinds.string(values.get(name), callee) : fallback;
    }

    long integer(String name, long fallback) {
      return values.containsKey(name) ? Kinds.integer(values.get(name), callee) : fallback;
    }

    boolean truth(String name, boolean fallback) {
      return values.containsKey(name) ? Kinds.truth(values.get(name)) : fallback;
    }
  }
}
