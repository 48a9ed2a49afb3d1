// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import java.util.List;
import org.eidograph.cli.Output;
import org.eidograph.cli.config.ConfigOptions;
import org.eidograph.signal.limit.LimitFigures;
import org.eidograph.signal.limit.LimitReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What width and depth do together. */
@Command(
    name = "limit",
    description =
        "Draw residual networks of great depth and finite width beside their closed limits: how"
            + " norms move, and whether the order of the limits matters.",
    footer = {
      "",
      "Layers are y + W relu(y)/sqrt(L) with weights N(0, 1/n).",
      "",
      "Examples:",
      "  eido signal limit",
      "  eido signal limit --widths 1,4 --grid-widths 32,512 --grid-depths 8,128"
    })
final class SignalLimitCommand implements Runnable {
  @Mixin private ConfigOptions config;
  @Mixin private Output output;
  @Mixin private ReportDirectory directory;

  @Option(
      names = "--widths",
      split = ",",
      defaultValue = "1,2,3,4,8,16",
      paramLabel = "N",
      description =
          "units of the narrow networks whose norms are drawn, after commas (default:"
              + " ${DEFAULT-VALUE})")
  private List<Integer> widths = List.of();

  @Option(
      names = "--steps",
      defaultValue = "200",
      paramLabel = "L",
      description = "branches of the narrow networks (default: ${DEFAULT-VALUE})")
  private int steps;

  @Option(
      names = "--paths",
      defaultValue = "4000",
      paramLabel = "COUNT",
      description = "narrow networks drawn for each width (default: ${DEFAULT-VALUE})")
  private int paths;

  @Option(
      names = "--grid-widths",
      split = ",",
      defaultValue = "32,128,512",
      paramLabel = "N",
      description = "units of the networks that show the common limit (default: ${DEFAULT-VALUE})")
  private List<Integer> gridWidths = List.of();

  @Option(
      names = "--grid-depths",
      split = ",",
      defaultValue = "8,32,128",
      paramLabel = "L",
      description = "their branches (default: ${DEFAULT-VALUE})")
  private List<Integer> gridDepths = List.of();

  @Option(
      names = "--networks",
      defaultValue = "200",
      paramLabel = "COUNT",
      description = "networks drawn for each size of that grid (default: ${DEFAULT-VALUE})")
  private int networks;

  @Option(
      names = "--correlation",
      defaultValue = "0.5",
      paramLabel = "C",
      description = "of two inputs, from -1 to 1 (default: ${DEFAULT-VALUE})")
  private double correlation;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "of all drawn networks (default: ${DEFAULT-VALUE})")
  private long seed;

  @Override
  public void run() {
    boolean page = directory.wanted();
    LimitReport.Question question =
        Question.ask(
            () ->
                new LimitReport.Question(
                    widths, steps, paths, gridWidths, gridDepths, networks, correlation, seed));
    LimitReport report = Question.ask(() -> LimitReport.of(question));
    output.print(report, LimitBlocks::of);
    if (page) {
      directory.keep(
          report,
          LimitBlocks.page(report, LimitFigures.of(report, question)),
          config.resolved(),
          output);
    }
  }
}
