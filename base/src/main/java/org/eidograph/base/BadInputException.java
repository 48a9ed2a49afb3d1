// Licensed under the Apache License, Version 2.0.
package org.eidograph.base;

import org.jspecify.annotations.Nullable;

/** A file, checkpoint, data row or adapter that cannot be used (exit code 4). */
public final class BadInputException extends EidographException {
  private static final long serialVersionUID = 1L;

  public BadInputException(String message) {
    this(message, null);
  }

  public BadInputException(String message, @Nullable Throwable cause) {
    super(ExitCode.BAD_INPUT, message, cause);
  }
}
