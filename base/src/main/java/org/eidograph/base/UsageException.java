// Licensed under the Apache License, Version 2.0.
package org.eidograph.base;

import org.jspecify.annotations.Nullable;

/** A flag, configuration key or combination of options that makes no sense (exit code 2). */
public final class UsageException extends EidographException {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    this(message, null);
  }

  public UsageException(String message, @Nullable Throwable cause) {
    super(ExitCode.USAGE, message, cause);
  }
}
