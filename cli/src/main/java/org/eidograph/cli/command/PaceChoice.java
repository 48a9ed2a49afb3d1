// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import org.eidograph.train.TrainSettings.Pace;
import picocli.CommandLine.Option;

/** Option group: when to evaluate, save and stop. */
final class PaceChoice {
  @Option(
      names = "--eval-every",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "steps between evaluations; 0 means before and after only (default: ${DEFAULT-VALUE})")
  private int evalEvery;

  @Option(
      names = "--patience",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "evaluations without a better loss before stopping; 0 means never (default:"
              + " ${DEFAULT-VALUE})")
  private int patience;

  @Option(
      names = "--keep-best",
      description = "the result is the best evaluated state, not the last")
  private boolean keepBest;

  @Option(
      names = "--save-every",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "steps between checkpoints; 0 means only when interrupted (default: ${DEFAULT-VALUE})")
  private int saveEvery;

  @Option(
      names = "--save-limit",
      defaultValue = "2",
      paramLabel = "N",
      description = "checkpoints kept, beside the best (default: ${DEFAULT-VALUE})")
  private int saveLimit;

  Pace request() {
    return new Pace(evalEvery, saveEvery, saveLimit, patience, keepBest);
  }
}
