// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eidograph.base.AtomicFiles;
import org.eidograph.base.EidographException;
import org.eidograph.base.ExitCode;
import org.eidograph.base.Json;
import org.eidograph.cli.Interruption;
import org.eidograph.cli.Version;
import org.eidograph.cli.config.ResolvedConfig;
import org.eidograph.cli.console.Console;
import org.eidograph.cli.console.Progress;
import org.eidograph.cli.run.Manifest;
import org.eidograph.cli.run.RunDirectory;
import org.eidograph.papers.PaperResult;
import org.eidograph.papers.Reproduction;
import org.eidograph.study.StudyPlan;
import org.eidograph.torch.Torch;
import org.eidograph.train.engine.Workers;

/** One run of papers in its directory: verdicts, report, manifest. */
final class PapersRun {
  private final List<Reproduction> reproductions;
  private final StudyPlan plan;
  private final int threads;
  private final Console console;
  private final ResolvedConfig config;

  /**
   * A run that has not begun.
   *
   * @param workers threads; 0 means one per core
   */
  PapersRun(
      List<Reproduction> reproductions,
      StudyPlan plan,
      int workers,
      Console console,
      ResolvedConfig config) {
    this.reproductions = List.copyOf(reproductions);
    this.plan = plan;
    this.threads = Threads.of(workers);
    this.console = console;
    this.config = config;
  }

  /** Claims the directory, runs all papers and leaves everything there. */
  PapersSummary execute(Path path, boolean overwrite) {
    Manifest manifest = Manifest.start(Version.text(), List.of(config.command().split(" ")));
    RunDirectory directory = RunDirectory.create(path, overwrite, manifest, config);
    Manifest running =
        manifest.on("cpu", Torch.version()).with(Map.of("seed", plan.firstSeed()), Map.of());
    directory.write(running);
    try {
      List<PaperResult> results = results();
      Path report = directory.report();
      PapersReport.write(results, plan, threads, report);
      PapersSummary summary = PapersSummary.of(results, report);
      AtomicFiles.writeString(directory.file("verdicts.json"), Json.pretty(summary));
      directory.write(running.end(summary.failed() == 0 ? ExitCode.OK : ExitCode.CHECK_FAILED));
      return summary;
    } catch (EidographException e) {
      directory.write(running.end(e.exitCode()));
      throw e;
    }
  }

  private List<PaperResult> results() {
    int experiments = reproductions.stream().mapToInt(r -> r.experiments(plan).size()).sum();
    List<PaperResult> results = new ArrayList<>();
    try (Workers workers = new Workers(threads);
        Interruption interruption = Interruption.listen(console);
        Progress progress = console.progress("papers", experiments)) {
      int[] begun = {0};
      for (Reproduction one : reproductions) {
        results.add(
            one.run(
                plan,
                workers,
                () -> {
                  interruption.check("no verdict was written; run it again");
                  progress.at(begun[0]++, one.paper().id());
                }));
      }
    }
    return results;
  }
}
