// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import java.util.List;
import org.eidograph.base.UsageException;
import org.eidograph.cli.Output;
import org.eidograph.cli.config.ConfigOptions;
import org.eidograph.signal.ActivationNames;
import org.eidograph.signal.ActivationRanking;
import org.eidograph.signal.DepthQuestion;
import org.eidograph.signal.EdgeFigures;
import org.eidograph.signal.EdgeReport;
import org.eidograph.theory.moments.Activation;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the edge of chaos of an activation lies, and which activation suits a depth. */
@Command(
    name = "edge",
    description =
        "Show the weight scale at which a deep network neither forgets its inputs nor scrambles"
            + " them, or rank activations for a depth.",
    footer = {
      "",
      "Weights are N(0, sigma_w^2/fan_in), biases N(0, sigma_b^2).",
      "",
      "Examples:",
      "  eido signal edge --activation tanh --sigma-b 0.2",
      "  eido signal edge --depth 100 --output-dir runs/edge"
    })
final class SignalEdgeCommand implements Runnable {
  @Mixin private ConfigOptions config;
  @Mixin private Output output;
  @Mixin private ReportDirectory directory;

  @Option(
      names = "--activation",
      split = ",",
      paramLabel = "NAME",
      description =
          "tanh, relu, gelu, silu, leaky_relu:0.1, elu:0.5 and so on; several after commas with"
              + " --depth")
  private List<String> activations = List.of();

  @Option(
      names = "--sigma-b",
      paramLabel = "SIGMA",
      description = "standard deviation of the biases (default: 0.2, and 0 for ReLU-like ones)")
  private @Nullable Double sigmaB;

  @Option(
      names = "--q",
      paramLabel = "Q",
      description = "in place of --sigma-b: variance of the pre-activations at great depth")
  private @Nullable Double variance;

  @Option(
      names = "--depth",
      paramLabel = "LAYERS",
      description =
          "rank the activations for a network of so many layers; without --activation the usual"
              + " ones")
  private @Nullable Integer depth;

  @Override
  public void run() {
    if (sigmaB != null && variance != null) {
      throw new UsageException(
          "--sigma-b and --q each fix the point, got %s and %s; leave one out"
              .formatted(sigmaB, variance));
    }
    boolean page = directory.wanted();
    if (depth == null) {
      edge(only(), page);
    } else {
      ranking(depth, page);
    }
  }

  private Activation only() {
    if (activations.size() != 1) {
      throw new UsageException(
          "--activation must name one activation, got %d; give one, or --depth to compare several"
              .formatted(activations.size()));
    }
    return ActivationNames.parse(activations.get(0));
  }

  private void edge(Activation phi, boolean page) {
    EdgeReport report =
        Question.ask(
            () ->
                variance != null
                    ? EdgeReport.ofVariance(phi, variance)
                    : EdgeReport.of(phi, sigmaB == null ? DepthQuestion.usualSigmaB(phi) : sigmaB));
    output.print(report, EdgeBlocks::of);
    if (page) {
      directory.keep(
          report, EdgePages.of(report, EdgeFigures.of(phi, report)), config.resolved(), output);
    }
  }

  private void ranking(int layers, boolean page) {
    if (variance != null) {
      throw new UsageException(
          "a ranking compares activations at one --sigma-b, got --q %s; leave it out"
              .formatted(variance));
    }
    List<Activation> chosen =
        (activations.isEmpty() ? ActivationRanking.USUAL : activations)
            .stream().map(ActivationNames::parse).toList();
    double bias = sigmaB == null ? DepthQuestion.USUAL_SIGMA_B : sigmaB;
    ActivationRanking ranking = Question.ask(() -> ActivationRanking.of(chosen, bias, layers));
    output.print(ranking, EdgeBlocks::of);
    if (page) {
      directory.keep(
          ranking,
          EdgePages.of(ranking, EdgeFigures.ranking(chosen, bias, layers)),
          config.resolved(),
          output);
    }
  }
}
