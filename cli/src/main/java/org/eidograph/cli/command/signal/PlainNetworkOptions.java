// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import org.eidograph.signal.ActivationNames;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.signal.Initialization;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Mixin: activation and initialisation of a plain network, on the edge of chaos unless told. */
final class PlainNetworkOptions {
  @Mixin private InitializationOptions initialization;

  @Option(
      names = "--activation",
      defaultValue = "relu",
      paramLabel = "NAME",
      description = "relu, erf, gelu, silu, tanh and so on (default: ${DEFAULT-VALUE})")
  private String activation = "";

  Activation activation() {
    return ActivationNames.parse(activation);
  }

  Initialization initialization() {
    return initialization.of(activation());
  }
}
