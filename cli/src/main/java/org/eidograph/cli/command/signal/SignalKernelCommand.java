// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.eidograph.base.UsageException;
import org.eidograph.cli.Output;
import org.eidograph.cli.command.Threads;
import org.eidograph.cli.config.ConfigOptions;
import org.eidograph.signal.AngleReport;
import org.eidograph.signal.GramReport;
import org.eidograph.signal.KernelArchitecture;
import org.eidograph.signal.PointFile;
import org.eidograph.theory.kernel.GramInput;
import org.eidograph.theory.kernel.KernelGram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Kernels of infinitely wide networks, for angles, pairs or files of inputs. */
@Command(
    name = "kernel",
    description =
        "Compute NNGP and NTK of an architecture: against the angle, for a pair, or for all inputs"
            + " of a file.",
    footer = {
      "",
      "A file of N inputs gives matrices of N*N float64 in tensors nngp and ntk, written tile by",
      "tile, so they may be larger than memory.",
      "",
      "Examples:",
      "  eido signal kernel --activation relu --depth 3 --angles 7",
      "  eido signal kernel --activation erf --depth 2 --inputs docs/examples/points.csv --output"
          + " gram.st"
    })
final class SignalKernelCommand implements Runnable {
  private static final int TILE = 256;

  /** Which kernels a file gets. */
  enum Which {
    BOTH,
    NNGP,
    NTK;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Mixin private ConfigOptions config;
  @Mixin private Output output;
  @Mixin private ReportDirectory directory;
  @Mixin private ArchitectureOptions architecture;

  @Option(
      names = "--angles",
      paramLabel = "N",
      description = "so many angles from 0 to 180 degrees (default: 9)")
  private @Nullable Integer angles;

  @Option(
      names = "--pair",
      split = ",",
      paramLabel = "V1,V2,DEGREES",
      description = "one pair: mean squares of both inputs and the angle between them")
  private List<Double> pair = List.of();

  @Option(
      names = "--input-variance",
      defaultValue = "1",
      paramLabel = "V",
      description = "with --angles: mean square of an input's coordinates (default: 1)")
  private double inputVariance;

  @Option(
      names = "--inputs",
      paramLabel = "FILE",
      description = "inputs, one a row: .safetensors, .npy or .csv")
  private @Nullable Path inputs;

  @Option(
      names = "--tensor",
      paramLabel = "NAME",
      description = "with a .safetensors file of several tensors: which one")
  private @Nullable String tensor;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "with --inputs: safetensors file for the matrices")
  private @Nullable Path file;

  @Option(
      names = "--kernel",
      defaultValue = "both",
      paramLabel = "WHICH",
      description =
          "with --inputs: ${COMPLETION-CANDIDATES}; one kernel takes half the disk (default:"
              + " ${DEFAULT-VALUE})")
  private Which which = Which.BOTH;

  @Option(
      names = "--workers",
      defaultValue = "0",
      paramLabel = "N",
      description = "threads; 0 means one per core (default: ${DEFAULT-VALUE})")
  private int workers;

  @Override
  public void run() {
    int ways = (angles == null ? 0 : 1) + (pair.isEmpty() ? 0 : 1) + (inputs == null ? 0 : 1);
    if (ways > 1 || (inputs == null) != (file == null)) {
      throw new UsageException(
          "give one of --angles, --pair, or --inputs with --output, got %s"
              .formatted(ways > 1 ? "several" : "one of the last two alone"));
    }
    KernelGram.Settings settings =
        new KernelGram.Settings(Threads.of(workers), TILE, which != Which.NTK, which != Which.NNGP);
    boolean page = directory.wanted();
    KernelArchitecture network = Question.ask(architecture::architecture);
    if (inputs != null && file != null) {
      gram(network, inputs, file, settings, page);
    } else {
      AngleReport report = Question.ask(() -> angles(network));
      output.print(report, KernelBlocks::of);
      if (page) {
        directory.keep(report, KernelPages.of(report), config.resolved(), output);
      }
    }
  }

  private AngleReport angles(KernelArchitecture network) {
    if (pair.isEmpty()) {
      return AngleReport.grid(network, inputVariance, inputVariance, angles == null ? 9 : angles);
    }
    if (pair.size() != 3) {
      throw new UsageException(
          "--pair must be two mean squares and an angle, got %d numbers; write for example 1,1,60"
              .formatted(pair.size()));
    }
    return AngleReport.of(network, pair.get(0), pair.get(1), pair.get(2));
  }

  private void gram(
      KernelArchitecture network, Path from, Path to, KernelGram.Settings settings, boolean page) {
    GramInput.Points points = PointFile.read(from, tensor);
    output.note(
        "%d inputs need %s on disk"
            .formatted(
                points.count(), KernelBlocks.size(GramReport.bytes(points.count(), settings))));
    GramReport report = GramReport.write(network, points, settings, to);
    output.print(report, KernelBlocks::of);
    if (page) {
      directory.keep(report, KernelPages.of(report), config.resolved(), output);
    }
  }
}
