// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code value.name} and {@code value[key]}: a miss is {@link Undefined}, never an error. */
final class Attributes {
  private Attributes() {}

  /** Looks for a method or attribute first, then for an item of that key. */
  static @Nullable Object attribute(@Nullable Object value, String name) {
    if (value instanceof Undefined undefined) {
      throw undefined.failure();
    }
    Object found = own(value, name);
    if (found instanceof Undefined && value instanceof Map<?, ?> map && map.containsKey(name)) {
      return map.get(name);
    }
    return found;
  }

  /** Looks for an item of that key first, then for a method or attribute. */
  static @Nullable Object item(@Nullable Object value, @Nullable Object key) {
    if (value instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (value instanceof Map<?, ?> map) {
      Object plain = key instanceof Markup markup ? markup.text() : key;
      if (map.containsKey(plain)) {
        return map.get(plain);
      }
    } else if (Kinds.isInteger(key) && (value instanceof List || Kinds.isString(value))) {
      return indexed(value, Kinds.integer(key, "an index"));
    }
    return Kinds.isString(key)
        ? own(value, String.valueOf(key))
        : new Undefined("%s has no item %s".formatted(Kinds.name(value), shown(key)));
  }

  private static @Nullable Object indexed(@Nullable Object value, long index) {
    List<@Nullable Object> items = Kinds.items(value);
    long at = index < 0 ? index + items.size() : index;
    if (at < 0 || at >= items.size()) {
      return new Undefined("%s has no item %d".formatted(Kinds.name(value), index));
    }
    return items.get((int) at);
  }

  private static String shown(@Nullable Object key) {
    return key instanceof Undefined ? "under an undefined key" : Kinds.name(key);
  }

  private static @Nullable Object own(@Nullable Object value, String name) {
    if (value instanceof Namespace namespace) {
      return namespace.get(name);
    } else if (value instanceof LoopState loop) {
      return loop.attribute(name);
    } else if (Kinds.isString(value) && StringMethods.has(name)) {
      return new BoundMethod(value, name);
    } else if (value instanceof Map && ContainerMethods.hasForDict(name)) {
      return new BoundMethod(value, name);
    } else if (value instanceof List && ContainerMethods.hasForList(name)) {
      return new BoundMethod(value, name);
    }
    return new Undefined("%s has no attribute '%s'".formatted(Kinds.name(value), name));
  }
}
