// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;

/** A {@link JinjaFailure} whose line in the template is known. */
final class LocatedFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int line;

  LocatedFailure(int line, JinjaFailure cause) {
    super(cause.getMessage(), cause, false, false);
    this.line = line;
  }

  int line() {
    return line;
  }
}
