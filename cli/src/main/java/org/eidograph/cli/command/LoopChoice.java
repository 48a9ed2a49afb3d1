// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import org.eidograph.base.UsageException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Option group: how many steps over which batches. */
final class LoopChoice {
  private static final long STEPS = 200;

  @Option(names = "--steps", paramLabel = "N", description = "optimizer steps (default: 200)")
  private @Nullable Long steps;

  @Option(
      names = "--epochs",
      defaultValue = "0",
      paramLabel = "E",
      description =
          "passes over the data, instead of steps; 0 counts in steps (default: ${DEFAULT-VALUE})")
  double epochs;

  @Option(
      names = "--batch-size",
      defaultValue = "4",
      paramLabel = "N",
      description = "sequences, or packed rows, at once (default: ${DEFAULT-VALUE})")
  int batchSize;

  @Option(
      names = "--accumulation",
      defaultValue = "1",
      paramLabel = "N",
      description = "batches per optimizer step (default: ${DEFAULT-VALUE})")
  int accumulation;

  @Option(
      names = "--packing",
      description =
          "fill rows of the maximal length with several sequences, each seeing only itself")
  boolean packing;

  @Option(
      names = "--clip",
      defaultValue = "1",
      paramLabel = "NORM",
      description = "largest gradient norm, Infinity for none (default: ${DEFAULT-VALUE})")
  double clip;

  @Option(
      names = "--seed",
      defaultValue = "0",
      paramLabel = "SEED",
      description = "of initialisation, order, dropout and hold-out (default: ${DEFAULT-VALUE})")
  long seed;

  long steps() {
    if (steps != null && epochs > 0) {
      throw new UsageException(
          "a run is as long as its steps or its epochs, got --steps %d and --epochs %s; give one of them"
              .formatted(steps, epochs));
    }
    return steps == null ? STEPS : steps;
  }
}
