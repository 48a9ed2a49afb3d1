// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import org.eidograph.transfer.sweep.TransferReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Mixin: how a sweep is judged. */
final class SweepJudgement {
  @Option(
      names = "--target-width",
      paramLabel = "SIZE",
      description = "width that was not run, whose best rate is predicted")
  private @Nullable Long target;

  @Option(
      names = "--regret-limit",
      paramLabel = "NATS",
      description =
          "what the narrowest width's rate may cost at another: nats of the loss in a sweep of"
              + " language models, else of its logarithm (default: 0.02, and 0.5 for the built-in"
              + " networks)")
  private @Nullable Double limit;

  /**
   * The settings.
   *
   * @param inLoss whether the limit is on the loss itself
   */
  TransferReport.Settings settings(double usualLimit, boolean inLoss) {
    return new TransferReport.Settings(
        limit == null ? usualLimit : limit, target == null ? 0 : target, inLoss);
  }
}
