// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers;

/**
 * What a paper says, as a number that can be measured. All of it stands before the first run.
 *
 * @param id unique within the paper
 * @param sentence the claim in one sentence, naming the number
 * @param expected the number that should come out
 * @param tolerance where the claim counts as held
 * @param basis where the expected number is from
 */
public record Claim(
    String id, String sentence, double expected, Tolerance tolerance, String basis) {
  /** The expected number, three significant digits. */
  public String expectedText() {
    return Numbers.text(expected);
  }
}
