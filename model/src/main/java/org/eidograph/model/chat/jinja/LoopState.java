// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code loop} variable of a running {@code for}. */
final class LoopState {
  private final List<@Nullable Object> items;
  private final int depth;
  private int index;
  private @Nullable List<@Nullable Object> lastChecked;

  LoopState(List<@Nullable Object> items, int depth) {
    this.items = items;
    this.depth = depth;
  }

  void at(int current) {
    index = current;
  }

  int depth() {
    return depth;
  }

  @Nullable Object attribute(String name) {
    long size = items.size();
    return switch (name) {
      case "index" -> index + 1L;
      case "index0" -> (long) index;
      case "revindex" -> size - index;
      case "revindex0" -> size - index - 1;
      case "first" -> index == 0;
      case "last" -> index == size - 1;
      case "length" -> size;
      case "depth" -> (long) depth + 1;
      case "depth0" -> (long) depth;
      case "previtem" -> neighbour(index - 1);
      case "nextitem" -> neighbour(index + 1);
      case "cycle" -> new Function("loop.cycle", (scope, arguments) -> cycle(arguments));
      case "changed" -> new Function("loop.changed", (scope, arguments) -> changed(arguments));
      default -> new Undefined("loop has no attribute '%s'".formatted(name));
    };
  }

  private @Nullable Object neighbour(int at) {
    return at >= 0 && at < items.size()
        ? items.get(at)
        : new Undefined("the loop has no item there");
  }

  private @Nullable Object cycle(Arguments arguments) {
    List<@Nullable Object> values = arguments.positional();
    if (values.isEmpty()) {
      throw new JinjaFailure("loop.cycle needs at least one value");
    }
    return values.get(index % values.size());
  }

  private boolean changed(Arguments arguments) {
    List<@Nullable Object> values = new ArrayList<>(arguments.positional());
    boolean same = lastChecked != null && Comparisons.equal(lastChecked, values);
    lastChecked = values;
    return !same;
  }
}
