// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import org.eidograph.base.ExitCode;
import org.eidograph.base.UsageException;
import org.eidograph.cli.Output;
import org.eidograph.cli.config.ConfigOptions;
import org.eidograph.cli.console.Console;
import org.eidograph.cli.run.Manifest;
import org.eidograph.cli.run.RunDirectory;
import org.eidograph.finetune.AutoChoices;
import org.eidograph.finetune.FineTune;
import org.eidograph.finetune.FineTuneRequest;
import org.eidograph.finetune.PlanFormat;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Computes where adapters go, of which rank, and with which learning rates. */
@Command(
    name = "plan",
    description =
        "Compute targets, rank and learning rates for a checkpoint and data, with a reason for"
            + " each.",
    footer = {
      "",
      "Examples:",
      "  eido plan --model fixtures/stories260k --data data/instruct.json",
      "  eido plan --model fixtures/stories260k --data data/instruct.json --budget 20000 --search",
      "  eido plan --model fixtures/stories260k --data data/instruct.json --format peft"
    })
public final class PlanCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private ModelOptions model;
  @Mixin private FineTuneOptions options;
  @Mixin private ConfigOptions config;
  @Mixin private Output output;

  @Option(
      names = "--search",
      description = "find the learning rate by short trials, as finetune --learning-rate auto does")
  private boolean search;

  @Option(
      names = "--format",
      paramLabel = "PROGRAM",
      description =
          "${COMPLETION-CANDIDATES}: print settings of a Python program in place of the table; what"
              + " it cannot follow stands in comments")
  private @Nullable PlanFormat format;

  @Option(
      names = "--output-dir",
      paramLabel = "DIR",
      description = "gets a report with the scores of every module (default: none is written)")
  private @Nullable Path directory;

  @Option(names = "--overwrite", description = "replace an earlier run in the output directory")
  private boolean overwrite;

  @Override
  public void run() {
    long began = System.nanoTime();
    FineTuneRequest request =
        options.request(
            new FineTuneRequest.Base(model.directory(), model.model, model.type(), model.device()));
    if (format != null && output.json()) {
      throw new UsageException(
          "--format prints the text of a program, so it cannot go with --json, got %s; leave one out"
              .formatted(format));
    }
    if (options.classifies()) {
      throw new UsageException(
          "a plan is for language models, got --task classification; see finetune --dry-run");
    }
    AutoChoices open = options.computed(true, search);
    if (search && open.search() == null) {
      throw new UsageException(
          "--search finds a learning rate, and --learning-rate gives one; leave one of them out");
    }
    if (directory != null) {
      RunDirectory.requireFree(directory, overwrite);
    }
    try (FineTune job = Preparation.of(request, open, Console.ofProcess(System.getenv()))) {
      PlanSummary summary = PlanSummary.of(job, (System.nanoTime() - began) / 1e9);
      if (directory != null) {
        Manifest manifest = TrainingRun.manifest(config.resolved());
        RunDirectory place = RunDirectory.create(directory, overwrite, manifest, config.resolved());
        PlanReport.write(summary, job.advice(), model.model, place);
        place.write(manifest.end(ExitCode.OK));
        output.figuresIn(place.report());
      }
      if (format == null) {
        output.print(summary, PlanSummary::blocks);
      } else {
        spec.commandLine().getOut().print(format.of(job));
      }
    }
  }
}
