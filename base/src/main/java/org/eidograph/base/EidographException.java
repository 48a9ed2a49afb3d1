// Licensed under the Apache License, Version 2.0.
package org.eidograph.base;

import org.jspecify.annotations.Nullable;

/**
 * A failure the user can act on. The message says three things in this order: the rule that was
 * broken, the value that broke it, and the mend. It is shown without a stack trace.
 */
public abstract class EidographException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  EidographException(ExitCode exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** How the process ends when nobody handles this. */
  public final ExitCode exitCode() {
    return exitCode;
  }
}
