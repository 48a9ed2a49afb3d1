// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Filters over whole sequences. */
final class SequenceFilters {
  private SequenceFilters() {}

  static Map<String, Filters.Filter> all() {
    Map<String, Filters.Filter> filters = new HashMap<>();
    filters.put("length", (scope, value, arguments) -> length(value));
    filters.put("count", (scope, value, arguments) -> length(value));
    filters.put("list", (scope, value, arguments) -> counted(scope, value));
    filters.put("items", (scope, value, arguments) -> items(value));
    filters.put("first", (scope, value, arguments) -> first(value));
    filters.put("last", (scope, value, arguments) -> last(value));
    filters.put("join", (scope, value, arguments) -> join(scope, value, arguments));
    filters.put("reverse", (scope, value, arguments) -> reverse(value));
    filters.put("batch", (scope, value, arguments) -> batch(value, arguments));
    filters.put("slice", (scope, value, arguments) -> columns(value, arguments));
    filters.put("default", (scope, value, arguments) -> fallback(value, arguments));
    filters.put("d", (scope, value, arguments) -> fallback(value, arguments));
    filters.put("attr", (scope, value, arguments) -> attribute(value, arguments));
    filters.put("sum", (scope, value, arguments) -> sum(value, arguments));
    return filters;
  }

  private static long length(@Nullable Object value) {
    return Kinds.length(value);
  }

  /** A fresh list of the items, paid for from the budget. */
  static List<@Nullable Object> counted(Scope scope, @Nullable Object value) {
    List<@Nullable Object> items = new ArrayList<>(Kinds.items(value));
    scope.rendering().budget().steps(items.size());
    return items;
  }

  private static Object items(@Nullable Object value) {
    if (value instanceof Undefined) {
      return Iteration.generator(List.of());
    } else if (value instanceof Map<?, ?> map) {
      return Iteration.generator(ContainerMethods.entries(map));
    }
    throw Kinds.wrong("items", "a dict", value);
  }

  private static @Nullable Object first(@Nullable Object value) {
    Undefined none = new Undefined("an empty sequence has no first item");
    if (value instanceof Iteration iteration) {
      return iteration.first(none);
    }
    List<@Nullable Object> items = Kinds.items(value);
    return items.isEmpty() ? none : items.get(0);
  }

  private static @Nullable Object last(@Nullable Object value) {
    refuseGenerator(value, "last");
    List<@Nullable Object> items = Kinds.items(value);
    return items.isEmpty()
        ? new Undefined("an empty sequence has no last item")
        : items.get(items.size() - 1);
  }

  private static void refuseGenerator(@Nullable Object value, String filter) {
    if (value instanceof Iteration iteration && !iteration.isView()) {
      throw new JinjaFailure("%s cannot take a generator; put | list before it".formatted(filter));
    }
  }

  private static String join(Scope scope, @Nullable Object value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("join", "d", "attribute");
    String separator = Printing.text(bound.get("d", ""));
    Object attribute = bound.get("attribute", null);
    StringBuilder out = new StringBuilder();
    String between = "";
    for (Object item : counted(scope, value)) {
      Object part = attribute == null ? item : SelectionFilters.path(item, attribute);
      out.append(between).append(Printing.text(part));
      Budget.checkSize(out.length());
      between = separator;
    }
    return out.toString();
  }

  private static Object reverse(@Nullable Object value) {
    if (Kinds.isString(value)) {
      return new StringBuilder(String.valueOf(value)).reverse().toString();
    }
    List<@Nullable Object> items = new ArrayList<>(Kinds.items(value));
    Collections.reverse(items);
    return Iteration.generator(items);
  }

  private static Object batch(@Nullable Object value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("batch", "linecount", "fill_with");
    long size = Kinds.integer(bound.require("linecount"), "batch");
    Object fill = bound.get("fill_with", null);
    List<@Nullable Object> batches = new ArrayList<>();
    List<@Nullable Object> batch = new ArrayList<>();
    for (Object item : Kinds.items(value)) {
      if (batch.size() == size) {
        batches.add(batch);
        batch = new ArrayList<>();
      }
      batch.add(item);
    }
    if (!batch.isEmpty()) {
      Budget.checkSize(size);
      while (fill != null && batch.size() < size) {
        batch.add(fill);
      }
      batches.add(batch);
    }
    return Iteration.generator(batches);
  }

  private static Object columns(@Nullable Object value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("slice", "slices", "fill_with");
    long columns = Kinds.integer(bound.require("slices"), "slice");
    Object fill = bound.get("fill_with", null);
    List<@Nullable Object> items = Kinds.items(value);
    if (columns < 1 || columns > 100_000) {
      throw new JinjaFailure("slice needs between 1 and 100000 slices, not " + columns);
    }
    int each = (int) (items.size() / columns);
    int longer = (int) (items.size() % columns);
    List<@Nullable Object> slices = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < columns; i++) {
      int end = at + each + (i < longer ? 1 : 0);
      List<@Nullable Object> slice = new ArrayList<>(items.subList(at, end));
      if (fill != null && i >= longer) {
        slice.add(fill);
      }
      slices.add(slice);
      at = end;
    }
    return Iteration.generator(slices);
  }

  private static @Nullable Object fallback(@Nullable Object value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("default", "default_value", "boolean");
    boolean missing =
        value instanceof Undefined || (bound.truth("boolean", false) && !Kinds.truth(value));
    return missing ? bound.get("default_value", "") : value;
  }

  private static @Nullable Object attribute(@Nullable Object value, Arguments arguments) {
    String name = Kinds.string(arguments.bind("attr", "name").require("name"), "attr");
    return value instanceof Map
        ? new Undefined("dict has no attribute '%s'".formatted(name))
        : Attributes.attribute(value, name);
  }

  private static @Nullable Object sum(@Nullable Object value, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("sum", "attribute", "start");
    Object attribute = bound.get("attribute", null);
    Object total = bound.get("start", 0L);
    for (Object item : Kinds.items(value)) {
      total =
          Arithmetic.apply(
              "+", total, attribute == null ? item : SelectionFilters.path(item, attribute));
    }
    return total;
  }
}
