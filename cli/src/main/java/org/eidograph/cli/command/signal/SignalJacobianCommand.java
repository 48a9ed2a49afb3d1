// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import java.util.List;
import org.eidograph.cli.Output;
import org.eidograph.cli.config.ConfigOptions;
import org.eidograph.signal.ActivationNames;
import org.eidograph.signal.limit.JacobianFigures;
import org.eidograph.signal.limit.JacobianReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How large Jacobians are at depth, and what pruning asks for. */
@Command(
    name = "jacobian",
    description =
        "Show how large the Jacobian of a deep network is, which factor pruned weights need, and"
            + " when a layer is too sparse or too correlated.",
    footer = {
      "",
      "Weights are critical: sigma_w^2 E[phi'^2] = 1.",
      "",
      "Examples:",
      "  eido signal jacobian --sparsity 0.5,0.9 --fan-in 4096",
      "  eido signal jacobian --activation tanh --weights orthogonal --layers 2,5,10"
    })
final class SignalJacobianCommand implements Runnable {
  /** How weights are drawn. */
  enum Weights {
    GAUSSIAN,
    ORTHOGONAL
  }

  @Mixin private ConfigOptions config;
  @Mixin private Output output;
  @Mixin private ReportDirectory directory;

  @Option(
      names = "--activation",
      defaultValue = "relu",
      paramLabel = "NAME",
      description = "relu, tanh, gelu and so on (default: ${DEFAULT-VALUE})")
  private String activation = "relu";

  @Option(
      names = "--q",
      defaultValue = "1",
      paramLabel = "Q",
      description =
          "variance of the pre-activations, as signal edge tells it; ReLU-like ones do not care"
              + " (default: ${DEFAULT-VALUE})")
  private double variance;

  @Option(
      names = "--weights",
      defaultValue = "gaussian",
      paramLabel = "KIND",
      description = "${COMPLETION-CANDIDATES} (default: gaussian)")
  private Weights weights = Weights.GAUSSIAN;

  @Option(
      names = "--layers",
      split = ",",
      defaultValue = "1,2,5,10",
      paramLabel = "M",
      description = "depths of the products (default: ${DEFAULT-VALUE})")
  private List<Integer> layers = List.of();

  @Option(
      names = "--sparsity",
      split = ",",
      defaultValue = "0.5,0.9,0.95,0.99",
      paramLabel = "S",
      description = "shares of weights that pruning takes away (default: ${DEFAULT-VALUE})")
  private List<Double> sparsities = List.of();

  @Option(
      names = "--fan-in",
      paramLabel = "N",
      description = "inputs of the pruned layer (default: that of --width)")
  private @Nullable Integer fanIn;

  @Option(
      names = "--common",
      split = ",",
      defaultValue = "0.5,4,9",
      paramLabel = "RHO_N",
      description =
          "strengths of a component that all weights of a layer share: their correlation times n"
              + " (default: ${DEFAULT-VALUE})")
  private List<Double> strengths = List.of();

  @Option(
      names = "--width",
      defaultValue = "200",
      paramLabel = "N",
      description = "units of the drawn layers (default: ${DEFAULT-VALUE})")
  private int width;

  @Option(
      names = "--draws",
      defaultValue = "5",
      paramLabel = "COUNT",
      description = "how often each is drawn, at least 2 (default: ${DEFAULT-VALUE})")
  private int draws;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "of the first draw; the others follow (default: ${DEFAULT-VALUE})")
  private long seed;

  @Override
  public void run() {
    boolean page = directory.wanted();
    JacobianReport report = Question.ask(this::report);
    output.print(report, JacobianBlocks::of);
    if (page) {
      directory.keep(
          report,
          JacobianBlocks.page(report, JacobianFigures.of(report)),
          config.resolved(),
          output);
    }
  }

  private JacobianReport report() {
    return JacobianReport.of(
        new JacobianReport.Question(
            ActivationNames.parse(activation),
            variance,
            weights == Weights.ORTHOGONAL,
            layers,
            sparsities,
            fanIn == null ? width : fanIn,
            strengths),
        new JacobianReport.Drawing(width, draws, seed));
  }
}
