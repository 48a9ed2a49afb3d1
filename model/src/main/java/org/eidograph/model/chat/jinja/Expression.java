// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import org.jspecify.annotations.Nullable;

/** A piece of a template that has a value. */
sealed interface Expression permits Atom, Access, Operation {
  @Nullable Object evaluate(Scope scope);
}
