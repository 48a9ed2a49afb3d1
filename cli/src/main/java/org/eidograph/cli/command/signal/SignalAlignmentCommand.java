// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import java.nio.file.Path;
import org.eidograph.base.UsageException;
import org.eidograph.cli.Interruption;
import org.eidograph.cli.Output;
import org.eidograph.cli.command.Threads;
import org.eidograph.cli.config.ConfigOptions;
import org.eidograph.cli.console.Console;
import org.eidograph.cli.console.Progress;
import org.eidograph.signal.alignment.AlignmentReport;
import org.eidograph.signal.alignment.AlignmentRun;
import org.eidograph.signal.alignment.ScatteredClasses;
import org.eidograph.signal.finite.IdxFile;
import org.eidograph.signal.finite.LabelledImages;
import org.eidograph.torch.Torch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a plain network and shows which layers line up with the labels. */
@Command(
    name = "alignment",
    description =
        "Train a small plain network and show how far each layer's tangent features line up with"
            + " the labels, beside the layer where theory expects the peak.",
    footer = {
      "",
      "Without --train the task is built in: four classes of two clouds each. The network starts on",
      "the edge of chaos; readings are taken on inputs that are not trained on.",
      "",
      "Examples:",
      "  eido signal alignment --depth 20 --output-dir runs/alignment",
      "  eido signal alignment --train .eido/mnist/train-images-idx3-ubyte --width 256 --steps 400"
    })
final class SignalAlignmentCommand implements Runnable {
  @Mixin private ConfigOptions config;
  @Mixin private Output output;
  @Mixin private ReportDirectory directory;
  @Mixin private AlignmentOptions options;

  @Option(
      names = "--train",
      paramLabel = "FILE",
      description =
          "images in idx format, plain or gzipped, their labels beside them; readings are taken on"
              + " those after --train-limit (default: a built-in task)")
  private @Nullable Path train;

  @Option(
      names = "--train-limit",
      defaultValue = "512",
      paramLabel = "N",
      description = "train on the first so many inputs (default: ${DEFAULT-VALUE})")
  private int trainLimit;

  @Option(
      names = "--read",
      defaultValue = "100",
      paramLabel = "N",
      description =
          "take readings on so many inputs; time grows with its square (default:"
              + " ${DEFAULT-VALUE})")
  private int read;

  @Override
  public void run() {
    boolean page = directory.wanted();
    AlignmentRun.Settings settings = Question.ask(options::settings);
    LabelledImages all = inputs(settings.seed());
    AlignmentRun run = train(all, settings);
    AlignmentReport report = AlignmentReport.of(run);
    output.print(report, AlignmentBlocks::of);
    if (page) {
      directory.keep(report, AlignmentPages.of(run), config.resolved(), output);
    }
  }

  private LabelledImages inputs(long seed) {
    int wanted = Limits.atLeast("--train-limit", trainLimit, 1) + Limits.atLeast("--read", read, 2);
    if (train == null) {
      return ScatteredClasses.draw(wanted, seed);
    }
    LabelledImages images = IdxFile.read(train);
    if (images.count() < wanted) {
      throw new UsageException(
          "--train-limit and --read must together not exceed the images of %s, %d, got %d and %d"
              .formatted(train, images.count(), trainLimit, read));
    }
    return images.first(wanted).normalized();
  }

  private AlignmentRun train(LabelledImages all, AlignmentRun.Settings settings) {
    Torch.useThreads(Threads.of(options.workers()));
    Console console = Console.ofProcess(System.getenv());
    try (Interruption interruption = Interruption.listen(console);
        Progress progress = console.progress("alignment", settings.steps())) {
      return Question.ask(
          () ->
              AlignmentRun.of(
                  all.first(trainLimit),
                  all.part(trainLimit, read),
                  settings,
                  step -> {
                    interruption.check("nothing was kept; run it again");
                    progress.at(step, "");
                  }));
    }
  }
}
