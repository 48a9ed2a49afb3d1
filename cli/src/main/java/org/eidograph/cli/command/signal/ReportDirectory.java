// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import java.nio.file.Path;
import java.util.List;
import org.eidograph.base.AtomicFiles;
import org.eidograph.base.ExitCode;
import org.eidograph.base.Json;
import org.eidograph.cli.Output;
import org.eidograph.cli.Version;
import org.eidograph.cli.config.ResolvedConfig;
import org.eidograph.cli.report.HtmlReport;
import org.eidograph.cli.report.ReportPage;
import org.eidograph.cli.run.Manifest;
import org.eidograph.cli.run.RunDirectory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Mixin: a directory that keeps the result and a page with its figures. */
final class ReportDirectory {
  @Option(
      names = "--output-dir",
      paramLabel = "DIR",
      description = "keep result.json and report.html with the figures here")
  private @Nullable Path directory;

  @Option(names = "--overwrite", description = "replace an earlier run in the output directory")
  private boolean overwrite;

  /** Whether a page is wanted; refuses a directory that cannot be used, before any work. */
  boolean wanted() {
    if (directory != null) {
      RunDirectory.requireFree(directory, overwrite);
    }
    return directory != null;
  }

  /** Writes the result and its page, and says where on stderr. */
  void keep(Object result, ReportPage page, ResolvedConfig config, Output output) {
    if (directory == null) {
      return;
    }
    Manifest manifest = Manifest.start(Version.text(), List.of(config.command().split(" ")));
    RunDirectory run = RunDirectory.create(directory, overwrite, manifest, config);
    AtomicFiles.writeString(run.file("result.json"), Json.pretty(result));
    HtmlReport.write(page, run.file("report.html"));
    run.write(manifest.end(ExitCode.OK));
    output.note("figures in " + directory.resolve("report.html"));
  }
}
