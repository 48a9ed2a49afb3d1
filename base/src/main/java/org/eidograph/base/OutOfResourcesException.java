// Licensed under the Apache License, Version 2.0.
package org.eidograph.base;

import org.jspecify.annotations.Nullable;

/** Memory, disk or a device that does not suffice (exit code 5). */
public final class OutOfResourcesException extends EidographException {
  private static final long serialVersionUID = 1L;

  public OutOfResourcesException(String message) {
    this(message, null);
  }

  public OutOfResourcesException(String message, @Nullable Throwable cause) {
    super(ExitCode.OUT_OF_RESOURCES, message, cause);
  }
}
