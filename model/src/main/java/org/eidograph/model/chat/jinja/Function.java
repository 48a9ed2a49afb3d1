// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import org.jspecify.annotations.Nullable;

/** A global function. */
record Function(String name, Body body) implements Callable {
  /** What the function does. */
  interface Body {
    @Nullable Object call(Scope scope, Arguments arguments);
  }

  @Override
  public @Nullable Object call(Scope scope, Arguments arguments) {
    return body.call(scope, arguments);
  }
}
