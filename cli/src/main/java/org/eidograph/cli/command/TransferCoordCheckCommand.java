// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.util.Map;
import org.eidograph.base.CheckFailedException;
import org.eidograph.base.ExitCode;
import org.eidograph.cli.Interruption;
import org.eidograph.cli.Output;
import org.eidograph.cli.command.signal.ReportDirectory;
import org.eidograph.cli.config.ConfigOptions;
import org.eidograph.cli.console.Console;
import org.eidograph.cli.console.Progress;
import org.eidograph.transfer.coordinates.CoordinateFigures;
import org.eidograph.transfer.coordinates.CoordinateReport;
import org.eidograph.transfer.coordinates.CoordinateRequest;
import org.eidograph.transfer.coordinates.CoordinateRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks that every module learns as fast at every size. */
@Command(
    name = "coord-check",
    description =
        "Train networks of growing width or depth for a few steps and show whether every module"
            + " changes as much at every size, beside a control in the standard parametrization.",
    footer = {
      "",
      "The settings hold at the smallest network, the rules carry them to the others. Ends with 3 if",
      "a module's change grows or dies out, or if the control shows nothing either.",
      "",
      "Examples:",
      "  eido transfer coord-check --mlp --zero-readout",
      "  eido transfer coord-check --base docs/examples/tiny --grow head-size --optimizer sgd",
      "  eido transfer coord-check --base docs/examples/tiny --depths 2,4,8,16 --parametrization"
          + " depth-mup"
    })
final class TransferCoordCheckCommand implements Runnable {
  @Mixin private CoordinateOptions options;
  @Mixin private ConfigOptions config;
  @Mixin private Output output;
  @Mixin private ReportDirectory directory;

  @Option(
      names = "--workers",
      defaultValue = "0",
      paramLabel = "N",
      description = "networks trained at a time; 0 means one per core (default: ${DEFAULT-VALUE})")
  private int workers;

  @Override
  public void run() {
    boolean keep = directory.wanted();
    CoordinateRun run = measure(options.request());
    CoordinateReport report = CoordinateReport.of(run);
    output.print(report, CoordinateBlocks::of);
    boolean holds = CoordinateBlocks.holds(report);
    if (keep) {
      directory.keep(
          report,
          CoordinatePages.of(run, report),
          config.resolved(),
          output,
          new ReportDirectory.End(
              holds ? ExitCode.OK : ExitCode.CHECK_FAILED,
              Map.of("coordinates.csv", CoordinateFigures.csv(run))));
    }
    if (!holds) {
      throw new CheckFailedException(CoordinateBlocks.failure(report));
    }
  }

  private CoordinateRun measure(CoordinateRequest request) {
    int threads = Threads.of(workers);
    Console console = Console.ofProcess(System.getenv());
    try (Interruption interruption = Interruption.listen(console);
        Progress progress = console.progress("coord-check", CoordinateRun.networks(request))) {
      return CoordinateRun.of(
          request,
          threads,
          begun -> {
            interruption.check("nothing was kept; run it again");
            progress.at(begun, "");
          });
    }
  }
}
