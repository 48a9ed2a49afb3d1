// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Filters that pick, order or map the items of a sequence. */
final class SelectionFilters {
  private SelectionFilters() {}

  static Map<String, Filters.Filter> all() {
    Map<String, Filters.Filter> filters = new HashMap<>();
    filters.put("map", SelectionFilters::map);
    filters.put("select", (scope, value, given) -> select(scope, value, given, true));
    filters.put("reject", (scope, value, given) -> select(scope, value, given, false));
    filters.put("selectattr", (scope, value, given) -> byAttribute(scope, value, given, true));
    filters.put("rejectattr", (scope, value, given) -> byAttribute(scope, value, given, false));
    filters.put("sort", SelectionFilters::sort);
    filters.put("dictsort", SelectionFilters::dictsort);
    filters.put("unique", SelectionFilters::unique);
    filters.put("min", (scope, value, given) -> extreme(scope, value, given, -1));
    filters.put("max", (scope, value, given) -> extreme(scope, value, given, 1));
    return filters;
  }

  /** An item's attribute by a path such as {@code function.name} or {@code 0}. */
  static @Nullable Object path(@Nullable Object item, @Nullable Object path) {
    if (Kinds.isInteger(path)) {
      return Attributes.item(item, path);
    }
    Object value = item;
    for (String part : Kinds.string(path, "an attribute").split("\\.", -1)) {
      boolean index = part.matches("\\d{1,9}");
      value = Attributes.item(value, index ? (Object) Long.valueOf(part) : part);
    }
    return value;
  }

  private static Object map(Scope scope, @Nullable Object value, Arguments given) {
    List<@Nullable Object> mapped = new ArrayList<>();
    if (given.positional().isEmpty()) {
      Arguments.Bound bound = given.bind("map", "attribute", "default");
      Object attribute = bound.require("attribute");
      for (Object item : SequenceFilters.counted(scope, value)) {
        Object found = path(item, attribute);
        mapped.add(found instanceof Undefined ? bound.get("default", found) : found);
      }
    } else {
      Filters.Filter filter = Filters.require(name(given));
      for (Object item : SequenceFilters.counted(scope, value)) {
        mapped.add(filter.apply(scope, item, given.rest()));
      }
    }
    return Iteration.generator(mapped);
  }

  private static String name(Arguments given) {
    return Kinds.string(given.positional().get(0), "the name of a filter or test");
  }

  private static boolean holds(@Nullable Object value, Arguments given) {
    return given.positional().isEmpty()
        ? Kinds.truth(value)
        : Tests.require(name(given)).holds(value, given.rest());
  }

  private static Object select(
      Scope scope, @Nullable Object value, Arguments given, boolean wanted) {
    List<@Nullable Object> kept = new ArrayList<>();
    for (Object item : SequenceFilters.counted(scope, value)) {
      if (holds(item, given) == wanted) {
        kept.add(item);
      }
    }
    return Iteration.generator(kept);
  }

  private static Object byAttribute(
      Scope scope, @Nullable Object value, Arguments given, boolean wanted) {
    if (given.positional().isEmpty()) {
      throw new JinjaFailure("selectattr and rejectattr need the name of an attribute");
    }
    Object attribute = given.positional().get(0);
    List<@Nullable Object> kept = new ArrayList<>();
    for (Object item : SequenceFilters.counted(scope, value)) {
      if (holds(path(item, attribute), given.rest()) == wanted) {
        kept.add(item);
      }
    }
    return Iteration.generator(kept);
  }

  /** What items are ordered by: texts in lower case unless case counts. */
  private static @Nullable Object key(@Nullable Object value, boolean caseCounts) {
    return !caseCounts && Kinds.isString(value)
        ? StringMethods.lower(String.valueOf(value))
        : value;
  }

  private static Object sort(Scope scope, @Nullable Object value, Arguments given) {
    Arguments.Bound bound = given.bind("sort", "reverse", "case_sensitive", "attribute");
    boolean caseCounts = bound.truth("case_sensitive", false);
    Object attribute = bound.get("attribute", null);
    Comparator<@Nullable Object> order = order(caseCounts, attribute);
    List<@Nullable Object> items = SequenceFilters.counted(scope, value);
    items.sort(bound.truth("reverse", false) ? order.reversed() : order);
    return items;
  }

  private static Comparator<@Nullable Object> order(
      boolean caseCounts, @Nullable Object attribute) {
    return (left, right) -> {
      Object first = attribute == null ? left : path(left, attribute);
      Object second = attribute == null ? right : path(right, attribute);
      return Comparisons.compare(key(first, caseCounts), key(second, caseCounts));
    };
  }

  private static Object dictsort(Scope scope, @Nullable Object value, Arguments given) {
    Arguments.Bound bound = given.bind("dictsort", "case_sensitive", "by", "reverse");
    if (!(value instanceof Map<?, ?> map)) {
      throw Kinds.wrong("dictsort", "a dict", value);
    }
    String by = bound.text("by", "key");
    if (!by.equals("key") && !by.equals("value")) {
      throw new JinjaFailure("dictsort sorts by key or value, not by " + by);
    }
    boolean caseCounts = bound.truth("case_sensitive", false);
    Comparator<@Nullable Object> order = order(caseCounts, by.equals("key") ? 0L : 1L);
    List<@Nullable Object> entries = ContainerMethods.entries(map);
    scope.rendering().budget().steps(entries.size());
    entries.sort(bound.truth("reverse", false) ? order.reversed() : order);
    return entries;
  }

  private static Object unique(Scope scope, @Nullable Object value, Arguments given) {
    Arguments.Bound bound = given.bind("unique", "case_sensitive", "attribute");
    boolean caseCounts = bound.truth("case_sensitive", false);
    Object attribute = bound.get("attribute", null);
    List<@Nullable Object> seen = new ArrayList<>();
    List<@Nullable Object> kept = new ArrayList<>();
    for (Object item : SequenceFilters.counted(scope, value)) {
      Object key = key(attribute == null ? item : path(item, attribute), caseCounts);
      scope.rendering().budget().steps(seen.size());
      if (seen.stream().noneMatch(other -> Comparisons.equal(other, key))) {
        seen.add(key);
        kept.add(item);
      }
    }
    return Iteration.generator(kept);
  }

  private static @Nullable Object extreme(
      Scope scope, @Nullable Object value, Arguments given, int sign) {
    Arguments.Bound bound = given.bind("min and max", "case_sensitive", "attribute");
    Comparator<@Nullable Object> order =
        order(bound.truth("case_sensitive", false), bound.get("attribute", null));
    List<@Nullable Object> items = SequenceFilters.counted(scope, value);
    if (items.isEmpty()) {
      return new Undefined("an empty sequence has no smallest or largest item");
    }
    return sign < 0
        ? Collections.min(items, order)
        : Collections.max(items, order);
  }
}
