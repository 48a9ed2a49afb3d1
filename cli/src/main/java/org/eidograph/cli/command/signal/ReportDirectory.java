// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
public final class ReportDirectory {
  @Option(
      names = "--output-dir",
      paramLabel = "DIR",
      description = "keep result.json and report.html with the figures here")
  private @Nullable Path directory;

  @Option(names = "--overwrite", description = "replace an earlier run in the output directory")
  private boolean overwrite;

  /** Whether a page is wanted; refuses a directory that cannot be used, before any work. */
  public boolean wanted() {
    if (directory != null) {
      RunDirectory.requireFree(directory, overwrite);
    }
    return directory != null;
  }

  /**
   * How a run ended, and what else it leaves.
   *
   * @param code of the process
   * @param files contents by name, beside result and page
   */
  public record End(ExitCode code, Map<String, String> files) {
    /** It went well and leaves no more. */
    static final End WELL = new End(ExitCode.OK, Map.of());

    public End {
      files = Map.copyOf(files);
    }
  }

  /** Writes the result and its page, and says where on stderr. */
  void keep(Object result, ReportPage page, ResolvedConfig config, Output output) {
    keep(result, page, config, output, End.WELL);
  }

  /** The same for a run that leaves more or did not end well. */
  public void keep(Object result, ReportPage page, ResolvedConfig config, Output output, End end) {
    if (directory == null) {
      return;
    }
    Manifest manifest = Manifest.start(Version.text(), List.of(config.command().split(" ")));
    RunDirectory run = RunDirectory.create(directory, overwrite, manifest, config);
    AtomicFiles.writeString(run.file("result.json"), Json.pretty(result));
    HtmlReport.write(page, run.report());
    end.files().forEach((name, text) -> AtomicFiles.writeString(run.file(name), text));
    run.write(manifest.end(end.code()));
    output.figuresIn(run.report());
  }
}
