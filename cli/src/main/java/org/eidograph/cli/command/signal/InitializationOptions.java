// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import org.eidograph.signal.DepthQuestion;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.signal.Initialization;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Mixin: how the weights of a network start, on the edge of chaos unless told. */
final class InitializationOptions {
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

  /** For a network with this activation. */
  Initialization of(Activation activation) {
    double bias = sigmaB == null ? DepthQuestion.usualSigmaB(activation) : sigmaB;
    return sigmaW == null
        ? DepthQuestion.onEdge(activation, bias)
        : new Initialization(sigmaW, bias);
  }
}
