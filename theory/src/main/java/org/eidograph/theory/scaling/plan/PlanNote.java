// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.plan;

/**
 * Something that a plan's reader should know.
 *
 * @param topic what it is about
 * @param text one sentence with the values and, where there is one, the mend
 */
public record PlanNote(Topic topic, String text) {

  /** What a note is about. */
  public enum Topic {
    SAME_SHAPE,
    SMALL_BASE,
    HEAD_SIZE,
    KEY_VALUE_HEADS,
    UNDECLARED_READOUT,
    FEED_FORWARD_RATIO,
    DEPTH,
    VOCABULARY,
    ASSUMED_SETTINGS,
    CHECKPOINT
  }
}
