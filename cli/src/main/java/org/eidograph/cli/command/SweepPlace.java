// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.util.List;
import org.eidograph.base.AtomicFiles;
import org.eidograph.base.ExitCode;
import org.eidograph.base.Json;
import org.eidograph.base.UsageException;
import org.eidograph.cli.Output;
import org.eidograph.cli.Version;
import org.eidograph.cli.config.ResolvedConfig;
import org.eidograph.cli.report.HtmlReport;
import org.eidograph.cli.report.ReportPage;
import org.eidograph.cli.run.Manifest;
import org.eidograph.cli.run.ResultPath;
import org.eidograph.cli.run.RunDirectory;
import org.eidograph.transfer.sweep.CellLog;
import org.eidograph.transfer.sweep.SweepResults;
import org.eidograph.transfer.sweep.SweepTable;
import org.eidograph.transfer.sweep.TransferReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Mixin: where a sweep keeps its trainings and its report, if anywhere. */
final class SweepPlace {
  @Option(
      names = "--output-dir",
      paramLabel = "DIR",
      description =
          "keep every training in cells.jsonl as it ends, then results.csv, result.json and"
              + " report.html")
  private @Nullable Path directory;

  @Option(names = "--overwrite", description = "replace an earlier run in the output directory")
  private boolean overwrite;

  @Option(
      names = "--resume",
      description = "go on with the output directory's sweep; other settings add to it")
  private boolean resume;

  private @Nullable RunDirectory run;
  private @Nullable Manifest manifest;

  /** Refuses what cannot be written to, before any work. */
  void requireUsable() {
    if (directory == null && (resume || overwrite)) {
      throw new UsageException(
          "--resume and --overwrite are about an output directory, but none is named; add"
              + " --output-dir");
    }
    if (resume && overwrite) {
      throw new UsageException("--resume keeps what --overwrite deletes; give one of them");
    }
    if (directory != null && !resume) {
      RunDirectory.requireFree(directory, overwrite);
    }
  }

  /** Claims the directory and opens the log in it. */
  CellLog open(ResolvedConfig config) {
    if (directory == null) {
      return CellLog.inMemory();
    }
    manifest = Manifest.start(Version.text(), List.of(config.command().split(" ")));
    if (resume) {
      run = RunDirectory.resume(directory);
      run.write(config);
      run.write(manifest);
    } else {
      run = RunDirectory.create(directory, overwrite, manifest, config);
    }
    return CellLog.open(run.file("cells.jsonl"));
  }

  /** Writes results and report. */
  void keep(SweepResults results, TransferReport report, ReportPage page) {
    if (run == null) {
      return;
    }
    SweepTable.write(run.file("results.csv"), results);
    AtomicFiles.writeString(run.file("result.json"), Json.pretty(report));
    HtmlReport.write(page, run.report());
    end(ExitCode.OK);
  }

  /** Says in the manifest how the run ended. */
  void end(ExitCode code) {
    if (run != null && manifest != null) {
      run.write(manifest.end(code));
    }
  }

  /** How to go on after an interruption. */
  String mend() {
    return directory == null
        ? "nothing was kept; name an --output-dir to go on from"
        : "what has ended is kept in %s; go on with --resume".formatted(ResultPath.of(directory));
  }

  /** Says on stderr where the report lies. */
  void note(Output output) {
    if (run != null) {
      output.figuresIn(run.report());
    }
  }
}
