// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Equality, order and membership as Python has them. */
final class Comparisons {
  /** Pairs looked at in one comparison; lists that share parts could need exponentially many. */
  private static final int MOST_PAIRS = 10_000_000;

  private int pairs;

  private Comparisons() {}

  static boolean holds(String operator, @Nullable Object left, @Nullable Object right) {
    return switch (operator) {
      case "==" -> equal(left, right);
      case "!=" -> !equal(left, right);
      case "<" -> compare(left, right) < 0;
      case "<=" -> compare(left, right) <= 0;
      case ">" -> compare(left, right) > 0;
      case ">=" -> compare(left, right) >= 0;
      case "in" -> contains(right, left);
      default -> !contains(right, left);
    };
  }

  static boolean equal(@Nullable Object left, @Nullable Object right) {
    return new Comparisons().equals(left, right);
  }

  /** Negative, zero or positive; an error if the two have no order. */
  static int compare(@Nullable Object left, @Nullable Object right) {
    return new Comparisons().order(left, right);
  }

  static boolean contains(@Nullable Object container, @Nullable Object item) {
    if (Kinds.isString(container)) {
      return String.valueOf(container).contains(Kinds.string(item, "in a str"));
    } else if (container instanceof Map<?, ?> map) {
      return map.containsKey(item instanceof Markup markup ? markup.text() : item);
    }
    for (Object member : Kinds.items(container)) {
      if (equal(member, item)) {
        return true;
      }
    }
    return false;
  }

  private void count() {
    if (++pairs > MOST_PAIRS) {
      throw new JinjaFailure("two values are too large to compare");
    }
  }

  private boolean equals(@Nullable Object left, @Nullable Object right) {
    count();
    if (Objects.equals(left, right) && !(left instanceof List || left instanceof Map)) {
      return true;
    } else if (Kinds.isNumber(left) && Kinds.isNumber(right)) {
      return Kinds.number(left) == Kinds.number(right);
    } else if (Kinds.isString(left) && Kinds.isString(right)) {
      return String.valueOf(left).equals(String.valueOf(right));
    } else if (left instanceof List<?> first && right instanceof List<?> second) {
      return left instanceof Tuple == right instanceof Tuple && equalItems(first, second);
    } else if (left instanceof Map<?, ?> first && right instanceof Map<?, ?> second) {
      return equalEntries(first, second);
    }
    return left instanceof Undefined && right instanceof Undefined;
  }

  private boolean equalItems(List<?> left, List<?> right) {
    boolean equal = left.size() == right.size();
    Iterator<?> others = right.iterator();
    for (Iterator<?> items = left.iterator(); equal && items.hasNext(); ) {
      equal = equals(items.next(), others.next());
    }
    return equal;
  }

  private boolean equalEntries(Map<?, ?> left, Map<?, ?> right) {
    boolean equal = left.size() == right.size();
    for (Map.Entry<?, ?> entry : left.entrySet()) {
      equal =
          equal
              && right.containsKey(entry.getKey())
              && equals(entry.getValue(), right.get(entry.getKey()));
    }
    return equal;
  }

  private int order(@Nullable Object left, @Nullable Object right) {
    count();
    if (Kinds.isInteger(left) && Kinds.isInteger(right)) {
      return Long.compare(Kinds.integer(left, "<"), Kinds.integer(right, "<"));
    } else if (Kinds.isNumber(left) && Kinds.isNumber(right)) {
      return Double.compare(Kinds.number(left), Kinds.number(right));
    } else if (Kinds.isString(left) && Kinds.isString(right)) {
      return compareCodePoints(String.valueOf(left), String.valueOf(right));
    } else if (left instanceof List<?> first && right instanceof List<?> second) {
      return orderItems(first, second);
    }
    throw left instanceof Undefined undefined
        ? undefined.failure()
        : Kinds.wrong("an order with " + Kinds.name(left), "a value of the same kind", right);
  }

  private int orderItems(List<?> left, List<?> right) {
    Iterator<?> others = right.iterator();
    for (Object item : left) {
      if (!others.hasNext()) {
        return 1;
      }
      Object other = others.next();
      if (!equals(item, other)) {
        return order(item, other);
      }
    }
    return others.hasNext() ? -1 : 0;
  }

  private static int compareCodePoints(String left, String right) {
    Iterator<Integer> others = right.codePoints().iterator();
    for (Iterator<Integer> points = left.codePoints().iterator(); points.hasNext(); ) {
      if (!others.hasNext()) {
        return 1;
      }
      int order = Integer.compare(points.next(), others.next());
      if (order != 0) {
        return order;
      }
    }
    return others.hasNext() ? -1 : 0;
  }
}
