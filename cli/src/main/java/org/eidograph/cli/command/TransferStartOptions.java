// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import org.eidograph.transfer.TransferStart;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Mixin: how the larger model starts. */
final class TransferStartOptions {
  @Mixin private ZeroStartOptions zero;

  @Option(
      names = "--key-value-as-readout",
      description =
          "start projections to keys and values as readouts; changes a plan only if their number of"
              + " heads is the base's")
  private boolean keyValueAsReadout;

  @Option(names = "--decay-vectors", description = "decay biases and norms too")
  private boolean decayVectors;

  @Option(
      names = "--from-checkpoint",
      description =
          "training goes on from weights that were not trained by these rules; adds what that costs"
              + " to the notes")
  private boolean fromCheckpoint;

  TransferStart start() {
    return new TransferStart(
        zero.readout(), zero.query(), keyValueAsReadout, decayVectors, fromCheckpoint);
  }
}
