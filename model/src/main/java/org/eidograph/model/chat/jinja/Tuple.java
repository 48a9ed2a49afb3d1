// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Python tuple: a list that prints in round brackets and never equals a list. */
final class Tuple extends AbstractList<@Nullable Object> {
  private final List<@Nullable Object> items;

  Tuple(List<@Nullable Object> items) {
    this.items = items;
  }

  static Tuple of(@Nullable Object... items) {
    return new Tuple(Arrays.asList(items));
  }

  @Override
  public @Nullable Object get(int index) {
    return items.get(index);
  }

  @Override
  public int size() {
    return items.size();
  }
}
