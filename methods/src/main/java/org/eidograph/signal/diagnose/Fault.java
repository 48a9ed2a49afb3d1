// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

/** What can be wrong, each with the figure that shows it. */
public enum Fault {
  /** Weights of one block are far larger or smaller than those of the others. */
  SCALED_LAYER("scaled layer"),
  /** A branch adds nothing that its sum could hold. */
  DEAD_BRANCH("dead branch"),
  /** One block writes more than all before it together. */
  LOUD_BLOCK("loud block"),
  /** Block after block writes more than all before it: exponential growth. */
  GROWING_BRANCHES("growing branches"),
  /** A fresh GPT-2 whose branches lack the factor 1/√(2L) of its initialisation. */
  UNSCALED_BRANCHES("unscaled branches"),
  /** All tokens of a text point one way. */
  RANK_COLLAPSE("rank collapse"),
  /** Different texts give the same stream. */
  FORGOTTEN_INPUT("forgotten input"),
  /** Relative changes die on their way through the blocks. */
  VANISHING_GRADIENT("vanishing gradient"),
  /** Relative changes grow on their way through the blocks. */
  EXPLODING_GRADIENT("exploding gradient"),
  /** A weight with too few entries that are not zero. */
  TOO_SPARSE("too sparse");

  private final String label;

  Fault(String label) {
    this.label = label;
  }

  /** A few words in lower case. */
  public String label() {
    return label;
  }
}
