// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.generate;

import java.util.List;

/**
 * A finished text.
 *
 * @param promptIds the tokens it began with
 * @param newIds the tokens added, the ending one included
 * @param reason why it ended
 */
public record Generation(List<Integer> promptIds, List<Integer> newIds, StopReason reason) {
  public Generation {
    promptIds = List.copyOf(promptIds);
    newIds = List.copyOf(newIds);
  }

  /** Why a text ended. */
  public enum StopReason {
    /** One of the stop ids was chosen. */
    STOP_ID,
    /** The most new tokens asked for are there. */
    LENGTH,
    /** The model cannot be fed more tokens. */
    CAPACITY
  }
}
