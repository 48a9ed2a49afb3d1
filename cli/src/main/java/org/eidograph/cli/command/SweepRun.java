// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import org.eidograph.base.EidographException;
import org.eidograph.base.InterruptedRunException;
import org.eidograph.cli.Interruption;
import org.eidograph.cli.config.ResolvedConfig;
import org.eidograph.cli.console.Console;
import org.eidograph.cli.console.Progress;
import org.eidograph.train.engine.Workers;
import org.eidograph.transfer.sweep.CellLog;
import org.eidograph.transfer.sweep.CellResult;
import org.eidograph.transfer.sweep.CellTrainer;
import org.eidograph.transfer.sweep.SweepRequest;
import org.eidograph.transfer.sweep.SweepResults;
import org.eidograph.transfer.sweep.TransferReport;
import org.eidograph.transfer.sweep.TransferSweep;

/** One sweep from its settings to its report. */
final class SweepRun {
  private final SweepOptions options;
  private final SweepRequest request;
  private final TransferReport.Settings settings;
  private final Console console;

  SweepRun(
      SweepOptions options,
      SweepRequest request,
      TransferReport.Settings settings,
      Console console) {
    this.options = options;
    this.request = request;
    this.settings = settings;
    this.console = console;
  }

  TransferReport execute(SweepPlace place, ResolvedConfig config, int threads) {
    try (CellTrainer trainer = options.trainer(request)) {
      CellLog log = place.open(config);
      try {
        SweepResults results = sweep(trainer, log, threads);
        TransferReport report = TransferReport.of(results, settings);
        place.keep(results, report, SweepPage.of(options.subject(), results, report));
        return report;
      } catch (InterruptedRunException stopped) {
        place.end(stopped.exitCode());
        throw new InterruptedRunException("interrupted; " + place.mend(), stopped);
      } catch (EidographException failure) {
        place.end(failure.exitCode());
        throw failure;
      }
    }
  }

  private SweepResults sweep(CellTrainer trainer, CellLog log, int threads) {
    int cells =
        request.arms().size()
            * request.widths().size()
            * request.log2Rates().size()
            * request.seeds().size();
    try (Workers workers = new Workers(threads);
        Interruption interruption = Interruption.listen(console);
        Progress progress = console.progress("sweep", cells)) {
      return TransferSweep.run(
          request,
          trainer,
          log,
          workers,
          new TransferSweep.Watch() {
            @Override
            public void onCell(CellResult result, int done, int known) {
              progress.at(Math.min(done, cells), "width " + result.cell().width());
            }

            @Override
            public boolean stopRequested() {
              return interruption.requested();
            }
          });
    }
  }
}
