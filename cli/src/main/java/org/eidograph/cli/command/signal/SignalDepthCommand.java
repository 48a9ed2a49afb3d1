// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import org.eidograph.cli.Output;
import org.eidograph.cli.config.ConfigOptions;
import org.eidograph.signal.ActivationNames;
import org.eidograph.signal.DepthFigures;
import org.eidograph.signal.DepthQuestion;
import org.eidograph.signal.DepthReport;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.signal.Initialization;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How deep a plain network of some initialisation can be. */
@Command(
    name = "depth",
    description =
        "Show how deep a plain network of some initialisation can be: depth scales, correlations"
            + " and tangent kernel over the layers.",
    footer = {
      "",
      "Weights are N(0, sigma_w^2/fan_in), biases N(0, sigma_b^2); without normalisation or",
      "residual connections, at initialisation and in the limit of large width.",
      "",
      "Examples:",
      "  eido signal depth --activation relu",
      "  eido signal depth --activation tanh --sigma-w 1 --sigma-b 0.5 --output-dir runs/depth"
    })
final class SignalDepthCommand implements Runnable {
  @Mixin private ConfigOptions config;
  @Mixin private Output output;
  @Mixin private ReportDirectory directory;
  @Mixin private InitializationOptions initialization;

  @Option(
      names = "--activation",
      required = true,
      paramLabel = "NAME",
      description = "tanh, relu, gelu, silu, leaky_relu:0.1, elu:0.5 and so on")
  private String activation = "";

  @Option(
      names = "--depth",
      defaultValue = "1000",
      paramLabel = "LAYERS",
      description = "most layers to look at (default: ${DEFAULT-VALUE})")
  private int depth;

  @Option(
      names = "--correlation",
      defaultValue = "0.5",
      paramLabel = "C",
      description = "cosine of the two inputs that are followed (default: ${DEFAULT-VALUE})")
  private double correlation;

  @Option(
      names = "--input-variance",
      defaultValue = "1",
      paramLabel = "V",
      description = "mean square of an input's coordinates (default: ${DEFAULT-VALUE})")
  private double inputVariance;

  @Override
  public void run() {
    boolean page = directory.wanted();
    DepthQuestion question = Question.ask(this::question);
    DepthReport report = Question.ask(() -> DepthReport.of(question));
    output.print(report, DepthBlocks::of);
    if (page) {
      directory.keep(
          report, DepthPages.of(report, DepthFigures.of(question)), config.resolved(), output);
    }
  }

  private DepthQuestion question() {
    Activation phi = ActivationNames.parse(activation);
    Initialization init = initialization.of(phi);
    return new DepthQuestion(phi, init, inputVariance, correlation, depth);
  }
}
