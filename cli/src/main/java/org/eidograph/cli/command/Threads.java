// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import org.eidograph.base.UsageException;

/** What {@code --workers} means in every command. */
public final class Threads {
  private Threads() {}

  /**
   * How many threads are taken.
   *
   * @param workers as asked; 0 means one per core
   * @throws UsageException if it is negative
   */
  public static int of(int workers) {
    if (workers < 0) {
      throw new UsageException(
          "--workers must be at least 0, got %d; 0 means one per core".formatted(workers));
    }
    return workers > 0 ? workers : Runtime.getRuntime().availableProcessors();
  }
}
