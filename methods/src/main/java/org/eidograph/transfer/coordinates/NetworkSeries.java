// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.coordinates;

/** Networks that differ in one size alone, drawn and trained by rules. */
public interface NetworkSeries {
  /** What the size is. */
  Axis axis();

  /** What the networks are, in a few words. */
  String describe();

  /** Whether the size of attention heads grows along the series. */
  default boolean headSizeGrows() {
    return false;
  }

  /** Whether the head's weights are the token table's, so that they cannot start at zero. */
  default boolean tiedHead() {
    return false;
  }

  /**
   * One network; its rules are relative to the smallest of the series.
   *
   * @param smallest size at which the settings are as given
   * @param size at least the smallest
   */
  WatchedNetwork draw(WatchedRules rules, int smallest, int size, long seed);

  /**
   * Refuses a network that {@link #draw} could not make, before any is trained.
   *
   * @throws org.eidograph.base.EidographException if these rules or this size cannot be had
   */
  default void require(WatchedRules rules, int smallest, int size) {
    draw(rules, smallest, size, 0).close();
  }

  /** What grows. */
  enum Axis {
    /** Units between the layers. */
    WIDTH("width"),
    /** Residual blocks. */
    DEPTH("depth");

    private final String label;

    Axis(String label) {
      this.label = label;
    }

    /** As users write it. */
    public String label() {
      return label;
    }
  }
}
