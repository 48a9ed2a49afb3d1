// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The methods of dict and list. Those that would change the value are refused. */
final class ContainerMethods {
  private static final Set<String> DICT =
      Set.of(
          "get", "items", "keys", "values", "copy", "pop", "update", "setdefault", "popitem",
          "clear", "fromkeys");
  private static final Set<String> LIST =
      Set.of(
          "index", "count", "copy", "append", "extend", "insert", "pop", "remove", "reverse",
          "sort", "clear");
  private static final Set<String> TUPLE = Set.of("index", "count");

  private ContainerMethods() {}

  static boolean hasForDict(String name) {
    return DICT.contains(name);
  }

  static boolean hasForList(String name) {
    return LIST.contains(name);
  }

  static @Nullable Object ofDict(Map<?, ?> map, String name, Arguments arguments) {
    return switch (name) {
      case "get" -> get(map, arguments.bind("dict.get", "key", "default"));
      case "items" -> Iteration.view("dict_items", entries(map));
      case "keys" -> Iteration.view("dict_keys", new ArrayList<>(map.keySet()));
      case "values" -> Iteration.view("dict_values", new ArrayList<>(map.values()));
      case "copy" -> new LinkedHashMap<>(map);
      default -> throw changes("dict", name);
    };
  }

  /** The entries of a dictionary as tuples. */
  static List<@Nullable Object> entries(Map<?, ?> map) {
    List<@Nullable Object> entries = new ArrayList<>();
    map.forEach((key, value) -> entries.add(Tuple.of(key, value)));
    return entries;
  }

  private static @Nullable Object get(Map<?, ?> map, Arguments.Bound arguments) {
    Object key = arguments.require("key");
    Object plain = key instanceof Markup markup ? markup.text() : key;
    return map.containsKey(plain) ? map.get(plain) : arguments.get("default", null);
  }

  static @Nullable Object ofList(List<?> list, String name, Arguments arguments) {
    if (list instanceof Tuple && !TUPLE.contains(name)) {
      throw new JinjaFailure("tuple has no attribute '%s'".formatted(name));
    }
    return switch (name) {
      case "index" -> index(list, arguments.bind("list.index", "value").require("value"));
      case "count" -> count(list, arguments.bind("list.count", "value").require("value"));
      case "copy" -> new ArrayList<>(list);
      default -> throw changes("list", name);
    };
  }

  private static long index(List<?> list, @Nullable Object wanted) {
    for (int i = 0; i < list.size(); i++) {
      if (Comparisons.equal(list.get(i), wanted)) {
        return i;
      }
    }
    throw new JinjaFailure("list.index: the value is not in the list");
  }

  private static long count(List<?> list, @Nullable Object wanted) {
    return list.stream().filter(item -> Comparisons.equal(item, wanted)).count();
  }

  private static JinjaFailure changes(String type, String name) {
    return new JinjaFailure(
        "%s.%s would change a value, which templates may not do".formatted(type, name));
  }
}
