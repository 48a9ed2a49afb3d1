// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import org.eidograph.cli.Output;
import org.eidograph.cli.config.ConfigOptions;
import org.eidograph.cli.console.Console;
import org.eidograph.transfer.sweep.SweepRequest;
import org.eidograph.transfer.sweep.TransferReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains models of several widths at several rates and shows whether the best rate transfers. */
@Command(
    name = "sweep",
    description =
        "Train models over widths and learning rates, and show whether the best rate of the"
            + " narrowest is the best of all.",
    footer = {
      "",
      "Every training has one thread to itself and is kept as soon as it has ended; what --resume",
      "finds is not run again. A best rate at the edge of the grid is no estimate: the grid is",
      "extended, or the width left out.",
      "",
      "Examples:",
      "  eido transfer sweep --widths 64,128,256 --lrs 2^-11:2^-4 --optimizer adam",
      "  eido transfer sweep --model DIR --data texts/ --widths 128,256,512 --lrs 2^-10:2^-5"
    })
final class TransferSweepCommand implements Runnable {
  @Mixin private SweepOptions options;
  @Mixin private SweepJudgement judgement;
  @Mixin private SweepPlace place;
  @Mixin ConfigOptions config;
  @Mixin private Output output;

  @Option(
      names = "--workers",
      defaultValue = "0",
      paramLabel = "N",
      description = "trainings side by side; 0 means one per core (default: ${DEFAULT-VALUE})")
  private int workers;

  @Override
  public void run() {
    int threads = Threads.of(workers);
    SweepRequest request = options.request();
    TransferReport.Settings settings =
        judgement.settings(options.usualRegretLimit(), !options.builtIn());
    place.requireUsable();
    TransferReport report =
        new SweepRun(options, request, settings, Console.ofProcess(System.getenv()))
            .execute(place, config.resolved(), threads);
    output.print(report, SweepBlocks::of);
    place.note(output);
  }
}
