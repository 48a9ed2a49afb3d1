// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import org.eidograph.lora.rates.TrainedPart;
import org.eidograph.lora.rates.TrainingSide;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Option group: the training whose learning rate is known. */
final class TunedOptions {
  @Option(
      names = "--from-init",
      paramLabel = "INIT",
      description =
          "${COMPLETION-CANDIDATES}: which factor started random, or full for full fine-tuning"
              + " (default: a)")
  private @Nullable TrainedPart init;

  @Option(names = "--from-rank", paramLabel = "R", description = "LoRA rank of the tuned run")
  private @Nullable Integer rank;

  @Option(
      names = "--from-alpha",
      paramLabel = "ALPHA",
      description = "LoRA alpha of the tuned run; its change was multiplied by alpha/rank")
  private @Nullable Double alpha;

  @Option(
      names = "--from-scale",
      paramLabel = "S",
      description =
          "the multiplier itself, instead of alpha; 1 is alpha = rank, 2 is alpha = 2*rank")
  private @Nullable Double scale;

  @Option(
      names = "--from-rslora",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "whether alpha was divided by sqrt(rank) instead (default: false)")
  private @Nullable Boolean rslora;

  @Option(
      names = "--from-width",
      paramLabel = "N",
      description =
          "fan-in of the tuned modules, their median (default: that of --model; without both it"
              + " is the same on both sides)")
  private @Nullable Double width;

  @Option(
      names = "--from-lora-plus-ratio",
      defaultValue = "1",
      paramLabel = "RATIO",
      description =
          "rate of B over that of A in the tuned run; 1 is plain LoRA (default: ${DEFAULT-VALUE})")
  double ratio = 1;

  TrainingSide side() {
    return new TrainingSide(init, rank, alpha, scale, rslora, width);
  }
}
