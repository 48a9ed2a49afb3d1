// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.lora;

import java.util.Arrays;
import java.util.List;
import org.eidograph.base.Table;

/**
 * What to do when: the scaling rules as a table of situations.
 *
 * <p>The rates of a row are exponents of {@link LoraLearningRate} in words; the constants are
 * unknown, so a row tells how to carry a tuned rate, not which one is best.
 */
public enum LoraSituation {
  FIXED_ALPHA(
      "ordinary run",
      "Init[A]",
      "alpha fixed whatever the rank: scale = alpha/rank",
      "one rate for all ranks: c/sqrt(alpha*fan_in)",
      Citations.SCALING),
  ALPHA_FOLLOWS_RANK(
      "alpha is a multiple k of the rank",
      "Init[A]",
      "scale = k",
      "times sqrt(rank/rank'): four times the rank, half the rate",
      Citations.SCALING),
  RANK_STABILISED(
      "rank stabilisation is on",
      "Init[A]",
      "scale = alpha/sqrt(rank)",
      "times (rank/rank')^(1/4)",
      Citations.SCALING),
  LARGE_RANK(
      "rank 64 or more, to use its capacity",
      "Init[A]",
      "rank stabilisation or a constant scale",
      "as that scale says; never the rate of a small rank unchanged",
      Citations.SCALING),
  PROXY_FOR_FULL(
      "an adapter stands in for full fine-tuning",
      "Init[B]",
      "scale = 1: alpha = rank, as large as affordable and far below the width",
      "tuned there and used as it is; try times 1, 1/2, 1/4",
      Citations.SCALING),
  TWO_RATES(
      "A and B may have rates of their own",
      "Init[A]",
      "any",
      "rate_A = rate/sqrt(ratio), rate_B = rate*sqrt(ratio); try ratios 1, 4, 16, at most"
          + " fan_in/(scale*rank)",
      Citations.LORA_PLUS),
  NEW_WIDTH(
      "the base model's width changes",
      "as tuned",
      "as tuned",
      "Init[A] times sqrt(width/width'), Init[B] and full fine-tuning times width/width'",
      Citations.INITIALISATION),
  WHOLE_MODULES(
      "a classification head or another module is trained whole",
      "none",
      "none",
      "a group of its own with a fixed rate, so that tuning the adapter leaves it alone",
      Citations.SCALING);

  private final String situation;
  private final String start;
  private final String multiplier;
  private final String learningRate;
  private final String citation;

  LoraSituation(
      String situation, String start, String multiplier, String learningRate, String citation) {
    this.situation = situation;
    this.start = start;
    this.multiplier = multiplier;
    this.learningRate = learningRate;
    this.citation = citation;
  }

  /** The row as a decision about the learning rate. */
  public Decision decision() {
    return new Decision(
        situation, learningRate, "start %s, multiplier %s".formatted(start, multiplier), citation);
  }

  /** All rows. */
  public static Table table() {
    return new Table(
        "Learning rates of low-rank adapters",
        List.of("situation", "start", "multiplier", "learning rate", "source"),
        Arrays.stream(values())
            .map(
                row ->
                    List.of(
                        row.situation, row.start, row.multiplier, row.learningRate, row.citation))
            .toList());
  }
}
