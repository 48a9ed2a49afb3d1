// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import org.bytedeco.javacpp.PointerScope;

/**
 * Owns every tensor made on this thread while it is the innermost open scope, and frees them all on
 * {@link #close}.
 *
 * <p>Scopes nest and are per thread: a tensor made by another thread is not attached to yours.
 * Close them in the reverse order of opening, which try-with-resources does.
 */
public final class Scope implements AutoCloseable {
  private final PointerScope scope;

  private Scope(PointerScope scope) {
    this.scope = scope;
  }

  /** Opens a scope on the current thread. */
  public static Scope open() {
    Torch.load();
    return new Scope(new PointerScope());
  }

  @Override
  public void close() {
    scope.close();
  }
}
