// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import java.util.List;
import org.eidograph.cli.Output;
import org.eidograph.cli.config.ConfigOptions;
import org.eidograph.signal.limit.BranchChoice;
import org.eidograph.signal.limit.ResidualFigures;
import org.eidograph.signal.limit.ResidualReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which scale the branches of a residual network need at a depth. */
@Command(
    name = "resnet",
    description =
        "Show what a residual network of some depth does to variance, gradient and correlation"
            + " under several branch scales, and which scale to take.",
    footer = {
      "",
      "Branches are y + scale * W relu(y) with weights N(0, sigma_w^2/fan_in).",
      "",
      "Examples:",
      "  eido signal resnet --branches 48",
      "  eido signal resnet --branches 1000 --schedule uniform,decreasing --output-dir runs/resnet"
    })
final class SignalResnetCommand implements Runnable {
  private static final double HE = Math.sqrt(2);

  @Mixin private ConfigOptions config;
  @Mixin private Output output;
  @Mixin private ReportDirectory directory;

  @Option(
      names = "--branches",
      defaultValue = "100",
      paramLabel = "L",
      description = "how many branches are added; a transformer block has two (default: 100)")
  private int branches;

  @Option(
      names = "--schedule",
      split = ",",
      defaultValue = "none,uniform,decreasing,pre-norm",
      paramLabel = "NAME",
      description =
          "none, uniform (1/sqrt(L)), decreasing (1/(sqrt(l) ln(l + 1))), inverse-root (1/sqrt(l)),"
              + " ramp, pre-norm; several after commas (default: ${DEFAULT-VALUE})")
  private List<String> schedules = List.of();

  @Option(
      names = "--offset",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "added to l in the decreasing schedule, so that its first branch does not outweigh the"
              + " input (default: ${DEFAULT-VALUE})")
  private int offset;

  @Option(
      names = "--sigma-w",
      paramLabel = "SIGMA",
      description = "scale of the branches' weights (default: sqrt(2), as He's)")
  private @Nullable Double sigmaW;

  @Option(
      names = "--correlation",
      defaultValue = "0.5",
      paramLabel = "C",
      description = "of two inputs, from -1 to 1 (default: ${DEFAULT-VALUE})")
  private double correlation;

  @Option(
      names = "--growth",
      paramLabel = "FACTOR",
      description = "advise the scale at which the variance grows by so much (default: 1/sqrt(L))")
  private @Nullable Double growth;

  @Option(
      names = "--width",
      defaultValue = "128",
      paramLabel = "N",
      description = "units of the drawn networks (default: ${DEFAULT-VALUE})")
  private int width;

  @Option(
      names = "--networks",
      defaultValue = "40",
      paramLabel = "COUNT",
      description = "networks drawn for each schedule; 0 for none (default: ${DEFAULT-VALUE})")
  private int networks;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "of the drawn networks (default: ${DEFAULT-VALUE})")
  private long seed;

  @Override
  public void run() {
    boolean page = directory.wanted();
    ResidualReport.Question question =
        Question.ask(
            () ->
                new ResidualReport.Question(
                    branches,
                    schedules.stream().map(name -> BranchChoice.parse(name, offset)).toList(),
                    sigmaW == null ? HE : sigmaW,
                    correlation,
                    growth));
    ResidualReport report =
        Question.ask(
            () -> ResidualReport.of(question, new ResidualReport.Drawing(width, networks, seed)));
    output.print(report, ResnetBlocks::of);
    if (page) {
      directory.keep(
          report,
          ResnetBlocks.page(report, ResidualFigures.of(question)),
          config.resolved(),
          output);
    }
  }
}
