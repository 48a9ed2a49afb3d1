// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import org.eidograph.signal.ActivationNames;
import org.eidograph.signal.KernelArchitecture;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Domain;
import org.eidograph.theory.signal.Initialization;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Mixin: a fully connected architecture. */
final class ArchitectureOptions {
  @Mixin private InitializationOptions initialization;

  @Option(
      names = "--architecture",
      defaultValue = "dense",
      paramLabel = "KIND",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private KernelArchitecture.Kind kind = KernelArchitecture.Kind.DENSE;

  @Option(
      names = "--activation",
      required = true,
      paramLabel = "NAME",
      description = "tanh, relu, gelu, silu, leaky_relu:0.1, elu:0.5 and so on")
  private String activation = "";

  @Option(
      names = "--depth",
      required = true,
      paramLabel = "LAYERS",
      description = "dense layers, or residual branches")
  private int depth;

  @Option(
      names = "--branch-scale",
      defaultValue = "uniform",
      paramLabel = "RULE",
      description =
          "of residual branches, ${COMPLETION-CANDIDATES}: 1/sqrt(L), 1/(sqrt(l) ln(l+1)), or 1"
              + " (default: ${DEFAULT-VALUE})")
  private KernelArchitecture.Scaling scaling = KernelArchitecture.Scaling.UNIFORM;

  KernelArchitecture architecture() {
    Domain.atLeast("--depth", depth, 1);
    Activation phi = ActivationNames.parse(activation);
    Initialization init = initialization.of(phi);
    KernelArchitecture made = new KernelArchitecture(kind, phi, init, depth, scaling);
    made.network(); // checks what only the layers know
    return made;
  }
}
