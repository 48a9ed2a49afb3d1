// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stands left of {@code =} in a set tag, or between {@code for} and {@code in}. */
sealed interface Target {
  void assign(Scope scope, @Nullable Object value);

  /** A variable. */
  record Variable(String name) implements Target {
    @Override
    public void assign(Scope scope, @Nullable Object value) {
      scope.set(name, value);
    }
  }

  /** An attribute of a namespace. */
  record NamespaceAttribute(String namespace, String attribute) implements Target {
    @Override
    public void assign(Scope scope, @Nullable Object value) {
      Object owner = scope.get(namespace);
      if (!(owner instanceof Namespace found)) {
        throw new JinjaFailure(
            "set %s.%s needs a namespace, not %s"
                .formatted(namespace, attribute, Kinds.name(owner)));
      }
      found.set(attribute, value);
    }
  }

  /** Several targets, each getting one item of the value. */
  record Unpacking(List<Target> targets) implements Target {
    @Override
    public void assign(Scope scope, @Nullable Object value) {
      if (value instanceof Undefined undefined) {
        throw undefined.failure();
      }
      List<@Nullable Object> items = Kinds.items(value);
      if (items.size() != targets.size()) {
        throw new JinjaFailure(
            "%d names cannot take %d values".formatted(targets.size(), items.size()));
      }
      for (int i = 0; i < items.size(); i++) {
        targets.get(i).assign(scope, items.get(i));
      }
    }
  }
}
