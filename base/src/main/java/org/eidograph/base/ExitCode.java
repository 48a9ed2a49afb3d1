// Licensed under the Apache License, Version 2.0.
package org.eidograph.base;

/** The exit codes of {@code eido}; every {@link EidographException} carries one. */
public enum ExitCode {
  OK(0),
  INTERNAL(1),
  USAGE(2),
  CHECK_FAILED(3),
  BAD_INPUT(4),
  OUT_OF_RESOURCES(5),
  INTERRUPTED(130);

  private final int value;

  ExitCode(int value) {
    this.value = value;
  }

  /** The number the process ends with. */
  public int value() {
    return value;
  }
}
