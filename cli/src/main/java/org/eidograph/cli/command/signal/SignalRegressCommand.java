// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import java.nio.file.Path;
import org.eidograph.cli.Output;
import org.eidograph.cli.command.Threads;
import org.eidograph.cli.config.ConfigOptions;
import org.eidograph.signal.finite.ExactRegression;
import org.eidograph.signal.finite.IdxFile;
import org.eidograph.signal.finite.LabelledImages;
import org.eidograph.signal.finite.RegressionReport;
import org.eidograph.train.engine.Workers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Classifies images by an infinitely wide network, exactly. */
@Command(
    name = "regress",
    description =
        "Classify images by exact regression with the kernel of an infinitely wide network.",
    footer = {
      "",
      "Files are in idx format, plain or gzipped; the labels lie beside the images under the usual",
      "name (images-idx3 becomes labels-idx1). Images are scaled to equal norm. The memory grows",
      "with the square of the training images: 200 MB for 5000.",
      "",
      "Examples:",
      "  python3 data/fetch_mnist.py",
      "  eido signal regress --train .eido/mnist/train-images-idx3-ubyte \\",
      "      --test .eido/mnist/t10k-images-idx3-ubyte --activation relu --depth 4"
    })
final class SignalRegressCommand implements Runnable {
  @Mixin private ConfigOptions config;
  @Mixin private Output output;
  @Mixin private PlainNetworkOptions network;

  @Option(
      names = "--train",
      required = true,
      paramLabel = "FILE",
      description = "images to train on")
  private Path train;

  @Option(names = "--test", required = true, paramLabel = "FILE", description = "images to test on")
  private Path test;

  @Option(
      names = "--train-limit",
      defaultValue = "5000",
      paramLabel = "N",
      description = "train on the first so many (default: ${DEFAULT-VALUE})")
  private int trainLimit;

  @Option(
      names = "--test-limit",
      defaultValue = "10000",
      paramLabel = "N",
      description = "test on the first so many (default: ${DEFAULT-VALUE})")
  private int testLimit;

  @Option(
      names = "--depth",
      defaultValue = "4",
      paramLabel = "LAYERS",
      description = "dense layers, the last included (default: ${DEFAULT-VALUE})")
  private int depth;

  @Option(
      names = "--kernel",
      defaultValue = "NTK",
      paramLabel = "NAME",
      description =
          "${COMPLETION-CANDIDATES}: the network as drawn, a Gaussian process, or trained to the"
              + " end by gradient flow (default: ${DEFAULT-VALUE})")
  private ExactRegression.Kernel kernel;

  @Option(
      names = "--jitter",
      defaultValue = "0",
      paramLabel = "SHARE",
      description =
          "share of the mean diagonal entry to add to the diagonal, for kernels that are singular"
              + " to rounding (default: ${DEFAULT-VALUE})")
  private double jitter;

  @Option(
      names = "--workers",
      defaultValue = "0",
      paramLabel = "N",
      description = "threads; 0 means one per core (default: ${DEFAULT-VALUE})")
  private int workers;

  @Override
  public void run() {
    RegressionReport.Question question =
        Question.ask(
            () ->
                new RegressionReport.Question(
                    network.activation(),
                    network.initialization(),
                    Limits.atLeast("--depth", depth, 1),
                    kernel,
                    Limits.nonNegative("--jitter", jitter)));
    LabelledImages known = images(train, "--train-limit", trainLimit);
    LabelledImages asked = images(test, "--test-limit", testLimit);
    try (Workers pool = new Workers(Threads.of(workers))) {
      output.print(
          Question.ask(() -> RegressionReport.of(known, asked, question, pool)),
          RegressionBlocks::of);
    }
  }

  private static LabelledImages images(Path file, String option, int limit) {
    Limits.atLeast(option, limit, 1);
    return IdxFile.read(file).first(limit);
  }
}
