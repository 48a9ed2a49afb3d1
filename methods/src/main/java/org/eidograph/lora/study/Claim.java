// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.study;

/**
 * A statement with the number that was measured and the range it must lie in.
 *
 * @param id short name, unique within a study
 * @param sentence what is claimed
 * @param measured the number
 * @param least smallest value at which the claim holds
 * @param most largest one
 */
public record Claim(String id, String sentence, Measured measured, double least, double most) {
  /** Whether the number lies in the range, ends included; NaN does not. */
  public boolean holds() {
    return measured.value() >= least && measured.value() <= most;
  }

  /** A claim that a number is at least something. */
  public static Claim atLeast(String id, String sentence, Measured measured, double least) {
    return new Claim(id, sentence, measured, least, Double.POSITIVE_INFINITY);
  }

  /** A claim that a number is at most something. */
  public static Claim atMost(String id, String sentence, Measured measured, double most) {
    return new Claim(id, sentence, measured, Double.NEGATIVE_INFINITY, most);
  }
}
