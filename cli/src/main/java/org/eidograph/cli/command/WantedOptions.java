// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.util.List;
import org.eidograph.base.UsageException;
import org.eidograph.lora.rates.ModuleFanIn;
import org.eidograph.lora.rates.TrainedPart;
import org.eidograph.lora.rates.TrainingSide;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Option group: the training whose learning rate is wanted; what is left out stays as tuned. */
final class WantedOptions {
  @Option(
      names = "--to-init",
      paramLabel = "INIT",
      description =
          "${COMPLETION-CANDIDATES}: what is trained; a rate never passes between a and b, nor"
              + " from a to full (default: as tuned)")
  private @Nullable TrainedPart init;

  @Option(names = "--to-rank", paramLabel = "R", description = "LoRA rank (default: as tuned)")
  private @Nullable Integer rank;

  @Option(
      names = "--to-alpha",
      paramLabel = "ALPHA",
      description = "LoRA alpha (default: as tuned, whatever the rank)")
  private @Nullable Double alpha;

  @Option(
      names = "--to-scale",
      paramLabel = "S",
      description = "the multiplier itself, instead of alpha (default: as tuned)")
  private @Nullable Double scale;

  @Option(
      names = "--to-rslora",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "whether alpha is divided by sqrt(rank) instead (default: as tuned)")
  private @Nullable Boolean rslora;

  @Option(
      names = "--to-width",
      paramLabel = "N",
      description = "fan-in of the modules, their median (default: as tuned)")
  private @Nullable Double width;

  @Option(
      names = "--to-lora-plus-ratio",
      defaultValue = "1",
      paramLabel = "RATIO",
      description =
          "rate of B over that of A, their product kept, or auto: fan_in/(scale*rank) between 1"
              + " and 16; 1 is plain LoRA (default: ${DEFAULT-VALUE})")
  private String ratio = "1";

  @Option(
      names = "--model",
      paramLabel = "CONFIG",
      description =
          "config.json, or a directory with one, of the model to be trained: gives the width, and"
              + " a rate for each module type")
  private @Nullable String model;

  @Option(
      names = "--target",
      split = ",",
      paramLabel = "NAME",
      description = "with --model: the adapted modules (default: all linear modules of the blocks)")
  private List<String> targets = List.of();

  TrainingSide side() {
    return new TrainingSide(init, rank, alpha, scale, rslora, width);
  }

  /** Null for the default. */
  @Nullable Double ratio() {
    if (ratio.equalsIgnoreCase("auto")) {
      return null;
    }
    try {
      return Double.valueOf(ratio.strip());
    } catch (NumberFormatException e) {
      throw new UsageException(
          "--to-lora-plus-ratio must be a number or auto, got '%s'".formatted(ratio), e);
    }
  }

  List<ModuleFanIn> modules() {
    if (model == null && !targets.isEmpty()) {
      throw new UsageException("--target acts only with --model; add it, or leave --target out");
    }
    return model == null ? List.of() : ModuleFanIn.of(ConfigPlace.read(model), targets);
  }
}
