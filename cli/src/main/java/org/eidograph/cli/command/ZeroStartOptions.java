// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import picocli.CommandLine.Option;

/** Mixin: tensors that may start at zero. */
final class ZeroStartOptions {
  @Option(
      names = "--zero-readout",
      description = "start an untied head at zero, which removes a transient of its random start")
  private boolean readout;

  @Option(
      names = "--zero-query",
      description =
          "start query projections at zero; not where queries, keys and values are packed")
  private boolean query;

  boolean readout() {
    return readout;
  }

  boolean query() {
    return query;
  }
}
