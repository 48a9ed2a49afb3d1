// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import org.eidograph.transfer.TransferStart;
import picocli.CommandLine.Option;

/** Mixin: how the larger model starts. */
final class TransferStartOptions {
  @Option(
      names = "--zero-readout",
      description = "start an untied head at zero, which removes a transient of its random start")
  private boolean zeroReadout;

  @Option(
      names = "--zero-query",
      description =
          "start query projections at zero; not where queries, keys and values are packed")
  private boolean zeroQuery;

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
        zeroReadout, zeroQuery, keyValueAsReadout, decayVectors, fromCheckpoint);
  }
}
