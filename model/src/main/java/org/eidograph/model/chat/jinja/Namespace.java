// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The one value that a template may change, with {@code {% set name.attribute = value %}}. */
final class Namespace {
  private final Map<String, @Nullable Object> attributes = new LinkedHashMap<>();

  @Nullable Object get(String name) {
    return attributes.containsKey(name)
        ? attributes.get(name)
        : new Undefined("the namespace has no attribute '%s'".formatted(name));
  }

  void set(String name, @Nullable Object value) {
    attributes.put(name, value);
  }

  Map<String, @Nullable Object> attributes() {
    return attributes;
  }
}
