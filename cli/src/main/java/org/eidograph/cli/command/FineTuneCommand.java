// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.eidograph.cli.Output;
import org.eidograph.cli.config.ConfigOptions;
import org.eidograph.cli.console.Console;
import org.eidograph.cli.console.Renderer;
import org.eidograph.cli.run.RunDirectory;
import org.eidograph.finetune.AutoChoices;
import org.eidograph.finetune.ClassificationRequest;
import org.eidograph.finetune.FineTuneRequest;
import org.eidograph.pretrain.FullFineTuneRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Fine-tunes a checkpoint with LoRA, or its weights themselves. */
@Command(
    name = "finetune",
    description =
        "Fine-tune a checkpoint on your data with LoRA and write a PEFT adapter, or with --full a"
            + " checkpoint.",
    footer = {
      "",
      "Examples:",
      "  eido finetune --model fixtures/stories260k --data data/tinyshakespeare.txt --output-dir"
          + " out",
      "  eido finetune --config train.yaml --rank 8 --dry-run",
      "  eido finetune --full --model fixtures/stories260k --data data/tinyshakespeare.txt",
      "  eido finetune --task classification --model MINILM --data banking.csv --field"
          + " label=category"
    })
public final class FineTuneCommand implements Runnable {
  @Mixin private ModelOptions model;
  @Mixin private FineTuneOptions options;
  @Mixin private FullChoice full;
  @Mixin private ConfigOptions config;
  @Mixin private Output output;

  @Option(
      names = "--output-dir",
      defaultValue = "runs/finetune",
      paramLabel = "DIR",
      description = "gets the adapter, checkpoints, metrics and report (default: ${DEFAULT-VALUE})")
  private Path directory;

  @Option(names = "--overwrite", description = "replace an earlier run in the output directory")
  private boolean overwrite;

  @Option(names = "--resume", description = "continue the output directory's newest checkpoint")
  private boolean resume;

  @Option(
      names = "--dry-run",
      description =
          "show the plan, every trained tensor and the memory, and train nothing; rates are tried only"
              + " where --learning-rate says auto")
  private boolean dryRun;

  @Override
  public void run() {
    boolean whole = full.wanted(options);
    FineTuneRequest.Base base =
        new FineTuneRequest.Base(model.directory(), model.model, model.type(), model.device());
    FineTuneRequest request = whole ? options.ofWholeModel(base) : options.request(base);
    if (!resume && !dryRun) {
      RunDirectory.requireFree(directory, overwrite); // before the model takes its time to load
    }
    Console console = Console.ofProcess(System.getenv());
    if (whole) {
      FullFineTuneRequest every = full.request(request);
      run(request, console, () -> WholeModelJob.of(every), WholeModelSummary::blocks);
      return;
    }
    AutoChoices all = options.computed(false, true);
    boolean tries = !dryRun || resume || options.asksForTrials();
    AutoChoices open = tries ? all : all.withoutSearch();
    Path earlier = resume ? directory : null;
    if (options.classifies()) {
      ClassificationRequest classification = options.classification(request);
      run(
          request,
          console,
          () -> ClassificationJob.prepare(classification, open, earlier, console),
          ClassificationSummary::blocks);
    } else {
      run(
          request,
          console,
          () -> LanguageJob.prepare(request, open, earlier, console),
          FineTuneSummary::blocks);
    }
  }

  private <S> void run(
      FineTuneRequest request,
      Console console,
      Supplier<? extends TrainingJob<S>> prepare,
      Renderer<S> renderer) {
    if (dryRun) {
      try (TrainingJob<S> job = prepare.get()) {
        output.print(job.plan(), PlanBlocks::of);
      }
      return;
    }
    S summary =
        new TrainingRun(TrainingRun.Subject.of(request), config.resolved(), resume, console)
            .execute(prepare, this::open);
    output.print(summary, renderer);
  }

  private RunDirectory open() {
    return TrainingRun.place(directory, overwrite, resume, config.resolved());
  }
}
