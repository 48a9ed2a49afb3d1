// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import org.eidograph.transfer.TransferRequest;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Mixin: two models, what was tuned at the first, and the rules. */
final class TransferPlanOptions {
  @Mixin private ScalingOptions scaling;

  @Option(
      names = "--target",
      required = true,
      paramLabel = "CONFIG",
      description = "config.json, or a directory with one, of the model to be trained")
  private String target = "";

  TransferRequest request() {
    return scaling.request(ConfigPlace.planned(target));
  }
}
