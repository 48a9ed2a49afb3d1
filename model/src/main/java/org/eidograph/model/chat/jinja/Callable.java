// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import org.jspecify.annotations.Nullable;

/** What a template can call: a macro, a global function, or a method bound to its value. */
interface Callable {
  @Nullable Object call(Scope scope, Arguments arguments);

  /** How an error message names it. */
  String name();
}
