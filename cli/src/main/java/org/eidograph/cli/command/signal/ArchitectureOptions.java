// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import org.eidograph.signal.ActivationNames;
import org.eidograph.signal.DepthQuestion;
import org.eidograph.signal.KernelArchitecture;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Domain;
import org.eidograph.theory.signal.Initialization;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Mixin: a fully connected architecture. */
final class ArchitectureOptions {
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
      names = "--sigma-w",
      paramLabel = "SIGMA",
      description =
          "standard deviation of the weights times the root of fan_in (default: on the edge of"
              + " chaos)")
  private @Nullable Double sigmaW;

  @Option(
      names = "--sigma-b",
      paramLabel = "SIGMA",
      description = "standard deviation of the biases (default: 0.2, and 0 for ReLU-like ones)")
  private @Nullable Double sigmaB;

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
    double bias = sigmaB == null ? DepthQuestion.usualSigmaB(phi) : sigmaB;
    Initialization init =
        sigmaW == null ? DepthQuestion.onEdge(phi, bias) : new Initialization(sigmaW, bias);
    KernelArchitecture made = new KernelArchitecture(kind, phi, init, depth, scaling);
    made.network(); // checks what only the layers know
    return made;
  }
}
