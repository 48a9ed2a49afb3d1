// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import org.eidograph.cli.Output;
import org.eidograph.cli.config.ConfigOptions;
import org.eidograph.cli.report.HtmlReport;
import org.eidograph.theory.scaling.sweep.TransferStudy;
import org.eidograph.transfer.sweep.SweepResults;
import org.eidograph.transfer.sweep.SweepTable;
import org.eidograph.transfer.sweep.TransferReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Judges the results of anybody's sweep. */
@Command(
    name = "report",
    description = "Show whether the learning rate transfers, by the results of any program.",
    footer = {
      "",
      "The file has a head line and the columns width, lr (or log2_lr), seed and loss; inf marks a",
      "run that diverged. A column parametrization, optimizer or weight_decay tells sweeps apart.",
      "",
      "Examples:",
      "  eido transfer report docs/examples/sweep.csv",
      "  eido transfer report docs/examples/sweep.csv --target-width 4096 --json"
    })
final class TransferReportCommand implements Runnable {
  @Parameters(paramLabel = "FILE", description = "results as comma-separated values")
  private Path file;

  @Mixin private SweepJudgement judgement;
  @Mixin private ConfigOptions config;
  @Mixin private Output output;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "also write a page with the figures")
  private @Nullable Path page;

  @Override
  public void run() {
    SweepResults results = SweepTable.read(file);
    TransferReport report =
        TransferReport.of(results, judgement.settings(TransferStudy.SMALL_REGRET, false));
    if (page != null) {
      HtmlReport.write(SweepPage.of(file.toString(), results, report), page);
      output.figuresIn(page);
    }
    output.print(report, SweepBlocks::of);
  }
}
