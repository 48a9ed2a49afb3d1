// Licensed under the Apache License, Version 2.0.
package org.eidograph.base;

import org.jspecify.annotations.Nullable;

/** The user stopped the run; what was done so far is saved (exit code 130). */
public final class InterruptedRunException extends EidographException {
  private static final long serialVersionUID = 1L;

  public InterruptedRunException(String message) {
    this(message, null);
  }

  public InterruptedRunException(String message, @Nullable Throwable cause) {
    super(ExitCode.INTERRUPTED, message, cause);
  }
}
