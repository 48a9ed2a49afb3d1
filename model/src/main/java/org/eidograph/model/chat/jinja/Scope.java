// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The variables that a piece of a template sees: its own, then those of what encloses it. */
final class Scope {
  private final @Nullable Scope parent;
  private final Rendering rendering;
  private final Map<String, @Nullable Object> variables = new HashMap<>();

  private Scope(@Nullable Scope parent, Rendering rendering) {
    this.parent = parent;
    this.rendering = rendering;
  }

  static Scope root(Rendering rendering, Map<String, ? extends @Nullable Object> variables) {
    Scope scope = new Scope(null, rendering);
    scope.variables.putAll(variables);
    return scope;
  }

  Scope child() {
    return new Scope(this, rendering);
  }

  Rendering rendering() {
    return rendering;
  }

  @Nullable Object get(String name) {
    for (Scope scope = this; scope != null; scope = scope.parent) {
      if (scope.variables.containsKey(name)) {
        return scope.variables.get(name);
      }
    }
    Object global = Globals.find(name);
    return global == null ? new Undefined("'%s' is not defined".formatted(name)) : global;
  }

  void set(String name, @Nullable Object value) {
    variables.put(name, value);
  }
}
