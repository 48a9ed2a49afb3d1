// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import java.util.function.Supplier;
import org.eidograph.base.UsageException;

/** Asks the theory, whose refusals are about what the user gave. */
final class Question {
  private Question() {}

  /**
   * The answer.
   *
   * @throws UsageException with the theory's own words if it refuses a value
   */
  static <T> T ask(Supplier<T> theory) {
    try {
      return theory.get();
    } catch (IllegalArgumentException refusal) {
      throw new UsageException(String.valueOf(refusal.getMessage()), refusal);
    }
  }
}
