// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.lora;

/** How well the rule is supported by which {@link RateTransfer} carries a rate. */
public enum RateSupport {
  /**
   * The paper's authors state the exponents: Init[A] with multiplier 1 or 1/r, Init[B] with
   * multiplier 1, full fine-tuning, at any width.
   */
  STATED("stated by the paper's authors for this start and multiplier"),
  /**
   * The same counting argument for another multiplier, or for a rank that outweighs the width; held
   * by our own simulation, not stated by the authors.
   */
  DERIVED(
      "derived here by the authors' counting argument; they state it for the multipliers 1 and"
          + " 1/rank (Init[A]) and 1 (Init[B]) only");

  /** Multipliers are ratios of small numbers; a few roundings. */
  private static final double SAME = 1e-9;

  private final String text;

  RateSupport(String text) {
    this.text = text;
  }

  /** The support of one step. */
  public static RateSupport of(TunedTraining from, TunedTraining to) {
    boolean same = (unit(from, false) && unit(to, false)) || (unit(from, true) && unit(to, true));
    return same ? STATED : DERIVED;
  }

  /** One sentence without a full stop. */
  public String text() {
    return text;
  }

  /** Whether s = 1, or s = 1/r where the rank is taken out; any for full fine-tuning. */
  private static boolean unit(TunedTraining training, boolean perRank) {
    if (!(training instanceof LoraLearningRate.Setting adapter)) {
      return !perRank;
    }
    if (!adapter.widthRules() || (perRank && adapter.start() == RandomFactor.B)) {
      return false;
    }
    double unit = perRank ? adapter.scale() * adapter.rank() : adapter.scale();
    return Math.abs(unit - 1) <= SAME;
  }
}
