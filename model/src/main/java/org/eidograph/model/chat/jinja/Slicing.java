// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code value[start:stop:step]} with Python's rules for negative and missing bounds. */
final class Slicing {
  private Slicing() {}

  static Object slice(
      @Nullable Object value,
      @Nullable Object start,
      @Nullable Object stop,
      @Nullable Object step) {
    if (!(value instanceof List || Kinds.isString(value))) {
      throw Kinds.wrong("a slice", "a list or str", value);
    }
    List<@Nullable Object> items = Kinds.items(value);
    long stride = step == null ? 1 : Kinds.integer(step, "a slice step");
    if (stride == 0) {
      throw new JinjaFailure("a slice step must not be 0");
    }
    int size = items.size();
    long first = bound(start, stride > 0 ? 0 : size - 1, size, stride);
    long last = bound(stop, stride > 0 ? size : -1, size, stride);
    List<@Nullable Object> picked = new ArrayList<>();
    for (long i = first; stride > 0 ? i < last : i > last; i = next(i, stride, size)) {
      picked.add(items.get((int) i));
    }
    return likeSliced(value, picked);
  }

  /** The following index, kept near the ends so that a huge stride cannot overflow. */
  private static long next(long index, long stride, int size) {
    return Math.abs(stride / 2) > size ? (stride > 0 ? size : -1) : index + stride;
  }

  private static long bound(@Nullable Object bound, long missing, int size, long stride) {
    if (bound == null) {
      return missing;
    }
    long index = Kinds.integer(bound, "a slice bound");
    long fromStart = index < 0 ? index + size : index;
    long low = stride > 0 ? 0 : -1;
    long high = stride > 0 ? size : size - 1;
    return Math.max(low, Math.min(high, fromStart));
  }

  private static Object likeSliced(@Nullable Object value, List<@Nullable Object> picked) {
    if (value instanceof Tuple) {
      return new Tuple(picked);
    } else if (value instanceof List) {
      return picked;
    }
    StringBuilder text = new StringBuilder();
    picked.forEach(text::append);
    return value instanceof Markup ? new Markup(text.toString()) : text.toString();
  }
}
