// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.util.Map;
import org.eidograph.base.UsageException;
import org.eidograph.finetune.FineTuneRequest;
import org.eidograph.pretrain.FullFineTuneRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Mixin: training every weight in place of an adapter. */
final class FullChoice {
  @Option(
      names = "--full",
      description =
          "train every weight and write a checkpoint in place of an adapter; weights and moments are"
              + " fp32, --dtype is that of products, --learning-rate is 0.05/fan-in unless given")
  private boolean full;

  @Option(
      names = "--plan",
      paramLabel = "FILE",
      description =
          "with --full: transfer_plan.json of a pretrained or widening-plan.json of a widened model,"
              + " whose rules train each tensor in place of one rate")
  private @Nullable Path plan;

  /**
   * Whether every weight is trained.
   *
   * @throws UsageException for an option that could not act
   */
  boolean wanted(FineTuneOptions options) {
    if (!full && plan != null) {
      throw new UsageException(
          "--plan gives each weight its rate and acts only with --full; add it, or leave --plan out");
    }
    if (full) {
      requireNoAdapters(options);
    }
    return full;
  }

  private static void requireNoAdapters(FineTuneOptions options) {
    if (options.classifies()) {
      throw new UsageException(
          "--full trains language models, and a classifier's encoder is adapted with LoRA; leave --full out");
    }
    if (options.asksForTrials()) {
      throw new UsageException(
          "--learning-rate auto tries adapters, but --full has none; give a number, or formula");
    }
    for (Map.Entry<String, Boolean> option : options.ofAdapters().entrySet()) {
      if (option.getValue()) {
        throw new UsageException(
            "%s is for adapters, but --full trains the weights themselves; leave %s out, or --full"
                .formatted(option.getKey(), option.getKey()));
      }
    }
  }

  FullFineTuneRequest request(FineTuneRequest run) {
    return new FullFineTuneRequest(run, plan);
  }
}
