// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Literals and names. */
sealed interface Atom extends Expression {
  /** A constant. */
  record Literal(@Nullable Object value) implements Atom {
    @Override
    public @Nullable Object evaluate(Scope scope) {
      return value;
    }
  }

  /** A variable. */
  record Name(String name) implements Atom {
    @Override
    public @Nullable Object evaluate(Scope scope) {
      return scope.get(name);
    }
  }

  /** {@code [a, b]}. */
  record ListLiteral(List<Expression> items) implements Atom {
    @Override
    public Object evaluate(Scope scope) {
      return values(items, scope);
    }
  }

  /** {@code (a, b)}. */
  record TupleLiteral(List<Expression> items) implements Atom {
    @Override
    public Object evaluate(Scope scope) {
      return new Tuple(values(items, scope));
    }
  }

  /** {@code {a: b}}. */
  record DictLiteral(List<Expression> keys, List<Expression> values) implements Atom {
    @Override
    public Object evaluate(Scope scope) {
      Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
      for (int i = 0; i < keys.size(); i++) {
        map.put(key(keys.get(i).evaluate(scope)), values.get(i).evaluate(scope));
      }
      return map;
    }

    private static @Nullable Object key(@Nullable Object value) {
      if (value == null || Kinds.isNumber(value)) {
        return value;
      }
      return Kinds.string(value, "a dictionary key");
    }
  }

  private static List<@Nullable Object> values(List<Expression> items, Scope scope) {
    List<@Nullable Object> values = new ArrayList<>(items.size());
    for (Expression item : items) {
      values.add(item.evaluate(scope));
    }
    return values;
  }
}
