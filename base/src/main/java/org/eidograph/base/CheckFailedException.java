// Licensed under the Apache License, Version 2.0.
package org.eidograph.base;

import org.jspecify.annotations.Nullable;

/** A check that the user asked for, or that guards a result, did not hold (exit code 3). */
public final class CheckFailedException extends EidographException {
  private static final long serialVersionUID = 1L;

  public CheckFailedException(String message) {
    this(message, null);
  }

  public CheckFailedException(String message, @Nullable Throwable cause) {
    super(ExitCode.CHECK_FAILED, message, cause);
  }
}
