// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import picocli.CommandLine.Option;

/** Mixin: how strictly an adapter's files are read. */
final class LenientOption {
  @Option(
      names = "--lenient",
      description =
          "warn where the adapter has too few or too many tensors or unknown settings, instead of refusing it")
  private boolean lenient;

  boolean lenient() {
    return lenient;
  }
}
