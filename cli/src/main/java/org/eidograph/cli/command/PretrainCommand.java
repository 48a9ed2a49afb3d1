// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import org.eidograph.cli.Output;
import org.eidograph.cli.config.ConfigOptions;
import org.eidograph.cli.console.Console;
import org.eidograph.cli.run.RunDirectory;
import org.eidograph.model.CheckpointLocator;
import org.eidograph.model.config.ConfigReader;
import org.eidograph.pretrain.PretrainRequest;
import org.eidograph.torch.Device;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains all parameters of a model. */
@Command(
    name = "pretrain",
    description = "Train a whole model on texts, from scratch or further, and write a checkpoint.",
    footer = {
      "",
      "Examples:",
      "  eido pretrain --model DIR --from-scratch --data texts/ --lr 3e-3 --steps 2000",
      "  eido pretrain --model LARGE --from-scratch --base SMALL --lr 3e-3 --data texts/"
    })
public final class PretrainCommand implements Runnable {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description =
          "directory with config.json and tokenizer.json, and with weights to go on from unless"
              + " --from-scratch; or org/name from the local Hugging Face cache")
  private String model = "";

  @Option(names = "--from-scratch", description = "draw the weights by the rules of the plan")
  private boolean fresh;

  @Option(
      names = "--dtype",
      defaultValue = "fp32",
      paramLabel = "TYPE",
      description =
          "type of matrix products, fp32 or bf16; weights and moments are fp32 in both (default:"
              + " ${DEFAULT-VALUE})")
  private String type = "fp32";

  @Option(
      names = "--device",
      defaultValue = "cpu",
      paramLabel = "DEVICE",
      description = "cpu, cuda or cuda:N (default: ${DEFAULT-VALUE})")
  private String device = "cpu";

  @Mixin private PretrainOptions options;
  @Mixin private ConfigOptions config;
  @Mixin private Output output;

  @Option(
      names = "--output-dir",
      defaultValue = "runs/pretrain",
      paramLabel = "DIR",
      description = "gets the model, checkpoints, metrics and report (default: ${DEFAULT-VALUE})")
  private Path directory;

  @Option(names = "--overwrite", description = "replace an earlier run in the output directory")
  private boolean overwrite;

  @Option(names = "--resume", description = "continue the output directory's newest checkpoint")
  private boolean resume;

  @Option(
      names = "--dry-run",
      description = "show the plan, every trained tensor and the memory, and train nothing")
  private boolean dryRun;

  @Override
  public void run() {
    Path place = CheckpointLocator.of(System.getenv()).locate(model);
    PretrainRequest request =
        options.request(
            new PretrainRequest.Start(
                place,
                model,
                fresh,
                TypeNames.parse("--dtype", type, "fp32", "bf16"),
                Device.parse(device)),
            ConfigReader.read(place));
    if (dryRun) {
      try (WholeModelJob job = WholeModelJob.of(request)) {
        output.print(job.plan(), PlanBlocks::of);
      }
      return;
    }
    if (!resume) {
      RunDirectory.requireFree(directory, overwrite); // before the model takes its time to load
    }
    WholeModelSummary summary =
        new TrainingRun(
                subject(request), config.resolved(), resume, Console.ofProcess(System.getenv()))
            .execute(() -> WholeModelJob.of(request), this::open);
    output.print(summary, WholeModelSummary::blocks);
  }

  private static TrainingRun.Subject subject(PretrainRequest request) {
    return new TrainingRun.Subject(
        "training",
        request.start().device().toString(),
        request.course().training().seed(),
        request.data().paths());
  }

  private RunDirectory open() {
    return TrainingRun.place(directory, overwrite, resume, config.resolved());
  }
}
