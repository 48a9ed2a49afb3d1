// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.plan;

/**
 * A number and whether anybody chose it.
 *
 * @param value the number
 * @param assumed whether it is a default that nobody tuned
 */
public record Setting(double value, boolean assumed) {
  /** A number that was given. */
  public static Setting given(double value) {
    return new Setting(value, false);
  }

  /** A number that stands in for a missing one. */
  public static Setting assumed(double value) {
    return new Setting(value, true);
  }
}
