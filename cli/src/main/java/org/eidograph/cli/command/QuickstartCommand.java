// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.eidograph.base.AtomicFiles;
import org.eidograph.cli.Output;
import org.eidograph.cli.config.ConfigOptions;
import org.eidograph.cli.console.Console;
import org.eidograph.cli.run.RunDirectory;
import org.eidograph.finetune.AutoChoices;
import org.eidograph.finetune.FineTuneRequest;
import org.eidograph.study.TinyShakespeare;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Fine-tunes the checkpoint that comes with eido on the text that comes with it. */
@Command(
    name = "quickstart",
    description =
        "Fine-tune a small trained Llama on Shakespeare: a first run from start to report.",
    footer = {"", "Example:", "  eido quickstart --output-dir runs/first"})
public final class QuickstartCommand implements Runnable {
  private static final List<String> MODEL_FILES =
      List.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json");
  private static final List<String> PROMPTS =
      List.of("ROMEO:", "Once upon a time", "The king said");

  @Mixin private ConfigOptions config;
  @Mixin private Output output;

  @Option(
      names = "--output-dir",
      defaultValue = "runs/quickstart",
      paramLabel = "DIR",
      description = "gets the adapter, metrics and report (default: ${DEFAULT-VALUE})")
  private Path directory;

  @Option(names = "--overwrite", description = "replace an earlier run in the output directory")
  private boolean overwrite;

  @Override
  public void run() {
    RunDirectory place =
        RunDirectory.create(
            directory, overwrite, TrainingRun.manifest(config.resolved()), config.resolved());
    Path model = place.path().resolve("base");
    MODEL_FILES.forEach(name -> unpack(() -> modelFile(name), model.resolve(name)));
    Path text = place.path().resolve(TinyShakespeare.FILE);
    unpack(TinyShakespeare::open, text);
    FineTuneRequest request =
        FineTuneRequest.of(model, List.of(text)).withOutput(FineTuneRequest.Output.of(PROMPTS));
    Console console = Console.ofProcess(System.getenv());
    FineTuneSummary summary =
        new TrainingRun(TrainingRun.Subject.of(request), config.resolved(), false, console)
            .execute(
                () -> LanguageJob.prepare(request, AutoChoices.NONE, null, console), () -> place);
    output.print(summary, FineTuneSummary::blocks);
  }

  private static InputStream modelFile(String name) {
    return Objects.requireNonNull(
        QuickstartCommand.class.getResourceAsStream("/quickstart/model/" + name));
  }

  private static void unpack(Supplier<InputStream> resource, Path target) {
    AtomicFiles.write(
        target,
        out -> {
          try (InputStream in = resource.get()) {
            in.transferTo(out);
          }
        });
  }
}
