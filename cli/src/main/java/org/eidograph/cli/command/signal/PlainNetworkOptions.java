// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import org.eidograph.signal.ActivationNames;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.PiecewiseLinear;
import org.eidograph.theory.signal.EdgeOfChaos;
import org.eidograph.theory.signal.Initialization;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Mixin: activation and initialisation of a plain network, on the edge of chaos unless told. */
final class PlainNetworkOptions {
  private static final double USUAL_SIGMA_B = 0.2;

  @Option(
      names = "--activation",
      defaultValue = "relu",
      paramLabel = "NAME",
      description = "relu, erf, gelu, silu, tanh and so on (default: ${DEFAULT-VALUE})")
  private String activation = "";

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

  Activation activation() {
    return ActivationNames.parse(activation);
  }

  Initialization initialization() {
    double bias = sigmaB();
    return sigmaW == null
        ? EdgeOfChaos.point(activation(), bias).init()
        : new Initialization(sigmaW, bias);
  }

  private double sigmaB() {
    if (sigmaB != null) {
      return sigmaB;
    }
    return activation() instanceof PiecewiseLinear ? 0 : USUAL_SIGMA_B;
  }
}
