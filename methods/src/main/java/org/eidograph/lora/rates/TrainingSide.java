// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.rates;

import org.eidograph.base.UsageException;
import org.eidograph.theory.lora.FullFineTuning;
import org.eidograph.theory.lora.LoraLearningRate;
import org.eidograph.theory.lora.LoraScale;
import org.eidograph.theory.lora.RandomFactor;
import org.eidograph.theory.lora.TunedTraining;
import org.jspecify.annotations.Nullable;

/**
 * One side of a conversion as a user describes it; what is null is said nowhere.
 *
 * @param part what is trained
 * @param rank r
 * @param alpha {@code lora_alpha}
 * @param scale the multiplier itself, in place of alpha
 * @param rankStabilised whether alpha is divided by √r (rsLoRA) instead of r
 * @param width median fan-in over the trained modules
 */
public record TrainingSide(
    @Nullable TrainedPart part,
    @Nullable Integer rank,
    @Nullable Double alpha,
    @Nullable Double scale,
    @Nullable Boolean rankStabilised,
    @Nullable Double width) {
  /** Nothing said. */
  public static final TrainingSide NONE = new TrainingSide(null, null, null, null, null, null);

  public TrainingSide {
    if (rank != null && rank < 1) {
      throw new UsageException("a rank must be at least 1, got %d".formatted(rank));
    }
    if (width != null && (!(width >= 1) || width.isInfinite())) {
      throw new UsageException("a fan-in must be a number of at least 1, got " + width);
    }
    if (part == TrainedPart.FULL
        && (rank != null || saysMultiplier(alpha, scale, rankStabilised))) {
      throw new UsageException(
          "full fine-tuning has no rank, alpha, scale or rsLoRA, but one was given with it; leave"
              + " it out");
    }
  }

  private static boolean saysMultiplier(
      @Nullable Double alpha, @Nullable Double scale, @Nullable Boolean rankStabilised) {
    return alpha != null || scale != null || rankStabilised != null;
  }

  /** The same with another rank. */
  public TrainingSide withRank(int other) {
    return new TrainingSide(part, other, alpha, scale, rankStabilised, width);
  }

  /** The same with a multiplier of its own. */
  public TrainingSide withScale(double other) {
    return new TrainingSide(part, rank, alpha, other, rankStabilised, width);
  }

  /** The same with another width. */
  public TrainingSide withWidth(@Nullable Double other) {
    return new TrainingSide(part, rank, alpha, scale, rankStabilised, other);
  }

  /** The same with all that is not said taken from another side. */
  TrainingSide completedBy(TrainingSide other) {
    TrainedPart trained = part == null ? other.part : part;
    Double wide = width == null ? other.width : width;
    if (trained == TrainedPart.FULL) {
      return new TrainingSide(trained, rank, alpha, scale, rankStabilised, wide);
    }
    Integer r = rank == null ? other.rank : rank;
    if (scale != null) {
      return new TrainingSide(trained, r, alpha, scale, rankStabilised, wide);
    }
    if (!saysMultiplier(alpha, null, rankStabilised)) {
      return new TrainingSide(trained, r, other.alpha, other.scale, other.rankStabilised, wide);
    }
    return new TrainingSide(
        trained,
        r,
        alpha == null ? other.alpha : alpha,
        null,
        rankStabilised == null ? other.rankStabilised : rankStabilised,
        wide);
  }

  /** The rule behind the multiplier. */
  LoraScale rule() {
    if (alpha == null && scale == null) {
      throw new UsageException(
          "the multiplier of an adapter must be known, got neither alpha nor scale; give one of"
              + " them (alpha = rank is scale 1)");
    }
    return LoraScale.of(alpha, scale, Boolean.TRUE.equals(rankStabilised), 1);
  }

  /** The training at a width. */
  TunedTraining training(double fanIn) {
    if (part == TrainedPart.FULL) {
      return new FullFineTuning(fanIn);
    }
    if (rank == null) {
      throw new UsageException("the rank of an adapter must be known, got none; give it");
    }
    RandomFactor start = part == TrainedPart.B ? RandomFactor.B : RandomFactor.A;
    return new LoraLearningRate.Setting(start, rule().multiplier(rank), rank, fanIn);
  }

  /** In words, without the width. */
  String text() {
    if (part == TrainedPart.FULL) {
      return "full fine-tuning";
    }
    TunedTraining setting = training(1);
    double multiplier = ((LoraLearningRate.Setting) setting).scale();
    return "Init[%s], rank %d, scale %s (%s)"
        .formatted(part == TrainedPart.B ? "B" : "A", rank, multiplier, rule().text());
  }
}
