// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The filters by name. */
final class Filters {
  /** What stands right of a {@code |}. */
  interface Filter {
    @Nullable Object apply(Scope scope, @Nullable Object value, Arguments arguments);
  }

  private static final Map<String, Filter> ALL = new HashMap<>();

  static {
    ALL.putAll(TextFilters.all());
    ALL.putAll(NumberFilters.all());
    ALL.putAll(SequenceFilters.all());
    ALL.putAll(SelectionFilters.all());
  }

  private Filters() {}

  static Filter require(String name) {
    Filter filter = ALL.get(name);
    if (filter == null) {
      throw JinjaFailure.unsupported("the filter '%s'".formatted(name));
    }
    return filter;
  }
}
