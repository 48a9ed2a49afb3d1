// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import org.eidograph.signal.ActivationNames;
import org.eidograph.signal.alignment.AlignmentRun;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.PiecewiseLinear;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Mixin: the network of an alignment run and its training. */
final class AlignmentOptions {
  private static final double USUAL_SIGMA_B = 0.2;

  @Option(
      names = "--activation",
      defaultValue = "relu",
      paramLabel = "NAME",
      description = "relu, erf, gelu, silu or tanh (default: ${DEFAULT-VALUE})")
  private String activation = "";

  @Option(
      names = "--sigma-b",
      paramLabel = "SIGMA",
      description =
          "standard deviation of the biases; the weights' follows from the edge of chaos (default:"
              + " 0.2, and 0 for ReLU-like ones)")
  private @Nullable Double sigmaB;

  @Option(
      names = "--width",
      defaultValue = "64",
      paramLabel = "SIZE",
      description = "units of a hidden layer (default: ${DEFAULT-VALUE})")
  private int width;

  @Option(
      names = "--depth",
      defaultValue = "10",
      paramLabel = "LAYERS",
      description = "dense layers, the last included (default: ${DEFAULT-VALUE})")
  private int depth;

  @Option(
      names = "--steps",
      defaultValue = "200",
      paramLabel = "N",
      description = "steps of training; 0 reads the untrained network (default: ${DEFAULT-VALUE})")
  private int steps;

  @Option(
      names = "--batch-size",
      defaultValue = "64",
      paramLabel = "N",
      description = "inputs of a step (default: ${DEFAULT-VALUE})")
  private int batchSize;

  @Option(
      names = {"--lr", "--learning-rate"},
      defaultValue = "0.01",
      paramLabel = "RATE",
      description =
          "rate of gradient descent with momentum 0.9; small ones leave the features as they were"
              + " (default: ${DEFAULT-VALUE})")
  private double learningRate;

  @Option(
      names = "--seed",
      defaultValue = "0",
      paramLabel = "N",
      description = "seed of task, weights and batches (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--workers",
      defaultValue = "1",
      paramLabel = "N",
      description =
          "threads of a matrix product; 0 means one per core; more than one serves wide networks"
              + " only (default: ${DEFAULT-VALUE})")
  private int workers;

  AlignmentRun.Settings settings() {
    Activation phi = ActivationNames.parse(activation);
    double bias = phi instanceof PiecewiseLinear ? 0 : USUAL_SIGMA_B;
    return new AlignmentRun.Settings(
        phi, sigmaB == null ? bias : sigmaB, width, depth, steps, batchSize, learningRate, seed);
  }

  int workers() {
    return workers;
  }
}
