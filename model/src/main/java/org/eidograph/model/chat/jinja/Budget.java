// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;

/**
 * What one rendering may use, so that a template can neither hang the program nor fill its memory.
 * The bounds are far above what the templates of published checkpoints need.
 */
final class Budget {
  /** Characters of one string, and of the whole output. */
  static final int LARGEST = 16 << 20;

  private static final long MOST_STEPS = 10_000_000;
  private static final int DEEPEST_CALL = 200;

  private long steps;
  private int depth;

  /** Counts one statement, operation or loop pass. */
  void step() {
    steps(1);
  }

  /** Counts work that grows with its operand, such as copying a list. */
  void steps(long count) {
    steps += count;
    if (steps > MOST_STEPS) {
      throw new JinjaFailure("the template took more than %d steps".formatted(MOST_STEPS));
    }
  }

  void enterCall() {
    if (++depth > DEEPEST_CALL) {
      throw new JinjaFailure("macros called each other deeper than %d".formatted(DEEPEST_CALL));
    }
  }

  void leaveCall() {
    depth--;
  }

  /** Refuses a string or list that would grow beyond {@link #LARGEST}. */
  static void checkSize(long size) {
    if (size > LARGEST) {
      throw new JinjaFailure(
          "the template built a value of more than %d characters or items".formatted(LARGEST));
    }
  }
}
