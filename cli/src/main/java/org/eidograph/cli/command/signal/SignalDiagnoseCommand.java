// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eidograph.base.ExitCode;
import org.eidograph.cli.Interruption;
import org.eidograph.cli.Output;
import org.eidograph.cli.Version;
import org.eidograph.cli.command.ModelOptions;
import org.eidograph.cli.command.Threads;
import org.eidograph.cli.config.ConfigOptions;
import org.eidograph.cli.console.Console;
import org.eidograph.cli.console.Progress;
import org.eidograph.cli.run.Manifest;
import org.eidograph.cli.run.RunDirectory;
import org.eidograph.model.SegmentedModel;
import org.eidograph.signal.diagnose.DiagnoseSettings;
import org.eidograph.signal.diagnose.Diagnoser;
import org.eidograph.signal.diagnose.Diagnosis;
import org.eidograph.signal.diagnose.ProbeTexts;
import org.eidograph.signal.diagnose.ProbedCheckpoint;
import org.eidograph.torch.Torch;
import org.eidograph.train.engine.Workers;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Looks into a model: signals, gradients and weights, and which block is at fault. */
@Command(
    name = "diagnose",
    description =
        "Measure signals, gradients and weights inside a decoder or an encoder, and name the block"
            + " that is at fault.",
    footer = {
      "",
      "Ends with 0 whether it finds a fault or not; weights that are not finite are bad input.",
      "",
      "Examples:",
      "  eido signal diagnose --model fixtures/stories260k",
      "  eido signal diagnose --model fixtures/stories260k --data data/tinyshakespeare.txt"
          + " --thorough --output-dir diagnosis"
    })
final class SignalDiagnoseCommand implements Runnable {
  @Mixin private ModelOptions model;
  @Mixin private DiagnoseOptions options;
  @Mixin private ConfigOptions config;
  @Mixin private Output output;

  @Option(
      names = "--workers",
      defaultValue = "0",
      paramLabel = "N",
      description = "threads, each with a text; 0 means one per core (default: ${DEFAULT-VALUE})")
  private int workers;

  @Option(
      names = "--output-dir",
      paramLabel = "DIR",
      description = "gets a report with every figure (default: none is written)")
  private @Nullable Path directory;

  @Option(names = "--overwrite", description = "replace an earlier run in the output directory")
  private boolean overwrite;

  @Override
  public void run() {
    DiagnoseSettings settings = options.settings();
    if (directory != null) {
      RunDirectory.requireFree(directory, overwrite);
    }
    Diagnosis diagnosis = diagnose(settings);
    if (directory != null) {
      write(diagnosis, directory);
    }
    output.print(diagnosis, DiagnoseBlocks::of);
  }

  private Diagnosis diagnose(DiagnoseSettings settings) {
    Console console = Console.ofProcess(System.getenv());
    try (SegmentedModel loaded =
            ProbedCheckpoint.load(model.directory(), model.type(), model.device());
        Workers threads = new Workers(Threads.of(workers));
        Interruption interruption = Interruption.listen(console);
        Progress progress = console.progress("diagnose", 100)) {
      ProbeTexts texts = options.texts(model.directory(), loaded);
      return Diagnoser.diagnose(
          loaded,
          texts,
          settings,
          threads,
          (done, total, part) -> {
            interruption.check("nothing was written; run it again");
            progress.at(100L * done / total, part);
          });
    }
  }

  private void write(Diagnosis diagnosis, Path path) {
    Manifest manifest =
        Manifest.start(Version.text(), List.of(config.resolved().command().split(" ")))
            .on(model.device().toString(), Torch.version())
            .with(Map.of("seed", diagnosis.sample().seed()), Map.of());
    RunDirectory place = RunDirectory.create(path, overwrite, manifest, config.resolved());
    DiagnoseReport.write(diagnosis, model.name(), place);
    place.write(manifest.end(ExitCode.OK));
    output.figuresIn(place.report());
  }
}
