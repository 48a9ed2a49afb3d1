// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be walked over but not indexed.
 *
 * <p>A generator (from {@code map}, {@code select}, ...) has no length and can be walked once; a
 * view of a dictionary has a length and can be walked again.
 */
final class Iteration {
  private final @Nullable String view;
  private List<@Nullable Object> items;

  private Iteration(@Nullable String view, List<@Nullable Object> items) {
    this.view = view;
    this.items = items;
  }

  static Iteration generator(List<@Nullable Object> items) {
    return new Iteration(null, items);
  }

  /** A view, with the Python name that it prints, for example {@code dict_items}. */
  static Iteration view(String name, List<@Nullable Object> items) {
    return new Iteration(name, items);
  }

  boolean isView() {
    return view != null;
  }

  List<@Nullable Object> walk() {
    List<@Nullable Object> walked = items;
    if (view == null) {
      items = List.of();
    }
    return walked;
  }

  /** Its first item, or the fallback; a generator then goes on behind it. */
  @Nullable Object first(@Nullable Object fallback) {
    if (items.isEmpty()) {
      return fallback;
    }
    Object first = items.get(0);
    if (view == null) {
      items = items.subList(1, items.size());
    }
    return first;
  }

  int size() {
    if (view == null) {
      throw new JinjaFailure("a generator has no length; put | list before it");
    }
    return items.size();
  }

  @Nullable String viewName() {
    return view;
  }
}
