// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.util.Map;
import org.eidograph.base.UsageException;
import org.eidograph.finetune.FineTuneRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Option group: learning rates. */
final class RateChoice {
  @Option(
      names = "--learning-rate",
      paramLabel = "LR",
      description =
          "peak learning rate; auto: the best of a few short trials, which together take no more"
              + " steps than the run, and the formula's where that leaves too few; formula:"
              + " 0.08/sqrt(scale*rank*fan-in), or 0.05/(scale*fan-in) with --init b_normal"
              + " (default: auto; of plan: formula)")
  private @Nullable String learningRate;

  @Option(
      names = "--lora-plus-ratio",
      defaultValue = "1",
      paramLabel = "RATIO",
      description =
          "learning rate of B over that of A, their product kept; 1 is plain LoRA (default:"
              + " ${DEFAULT-VALUE})")
  private double loraPlusRatio;

  @Option(
      names = "--embedding-learning-rate",
      paramLabel = "LR",
      description = "of an embedding's adapter (default: that of A; PEFT's LoRA+ takes 1e-6)")
  private @Nullable Double embeddingLearningRate;

  @Option(
      names = "--weight-decay",
      defaultValue = "0",
      paramLabel = "WD",
      description =
          "decoupled weight decay; biases and norms have none (default: ${DEFAULT-VALUE})")
  private double weightDecay;

  /**
   * Whether the peak is to be found by trials.
   *
   * @param unsaid what it means to say nothing
   */
  boolean searched(boolean unsaid) {
    return learningRate == null ? unsaid : learningRate.equalsIgnoreCase("auto");
  }

  /** Options that act on adapters alone, and whether they were used. */
  Map<String, Boolean> usedForAdapters() {
    return Map.of(
        "--lora-plus-ratio", loraPlusRatio != 1,
        "--embedding-learning-rate", embeddingLearningRate != null);
  }

  private @Nullable Double peak() {
    if (searched(true) || learningRate == null || learningRate.equalsIgnoreCase("formula")) {
      return null;
    }
    try {
      return Double.valueOf(learningRate.strip());
    } catch (NumberFormatException e) {
      throw new UsageException(
          "--learning-rate must be a number, auto or formula, got '%s'".formatted(learningRate), e);
    }
  }

  FineTuneRequest.Rates request(ScheduleChoice course) {
    return new FineTuneRequest.Rates(
        peak(),
        loraPlusRatio,
        embeddingLearningRate,
        weightDecay,
        course.schedule,
        course.warmup,
        course.floor);
  }
}
