// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.util.Locale;
import org.eidograph.base.UsageException;
import org.eidograph.cli.Output;
import org.eidograph.cli.run.ResultPath;
import org.eidograph.model.CheckpointLocator;
import org.eidograph.theory.scaling.OptimizerKind;
import org.eidograph.widen.CopyNoise;
import org.eidograph.widen.CopyOrder;
import org.eidograph.widen.HeadGrowth;
import org.eidograph.widen.Verification;
import org.eidograph.widen.Widening;
import org.eidograph.widen.WideningPlan;
import org.eidograph.widen.WideningRequest;
import org.eidograph.widen.WidthGrowth;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a checkpoint wider. */
@Command(
    name = "widen",
    description =
        "Write a wider checkpoint that computes what its source does, and rates to train on.",
    footer = {
      "",
      "Examples:",
      "  eido widen --model fixtures/stories260k --factor 2 --output-dir wide",
      "  eido widen --model fixtures/stories260k --factor 2 --keep-kv-heads --noise none"
          + " --output-dir wide"
    })
public final class WidenCommand implements Runnable {
  /** Relative size of paired noise at which gradients of copies differ by about a third. */
  private static final double PAIRED_SIZE = 0.3;

  @Mixin private Output output;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "checkpoint directory, or org/name from the local Hugging Face cache")
  private String model = "";

  @Option(
      names = "--factor",
      required = true,
      paramLabel = "K",
      description =
          "hidden size, feed-forward size and heads grow by this whole number of at least 2")
  private int factor;

  @Option(
      names = "--output-dir",
      required = true,
      paramLabel = "DIR",
      description = "new directory for the wide checkpoint")
  private Path directory = Path.of("");

  @Option(
      names = "--grow-heads",
      defaultValue = "NUMBER",
      paramLabel = "WAY",
      description =
          "${COMPLETION-CANDIDATES}: whether heads grow in number or in size; size is for models"
              + " without rotary positions (default: number)")
  private HeadGrowth heads = HeadGrowth.NUMBER;

  @Option(
      names = "--feed-forward-factor",
      paramLabel = "K",
      description =
          "the feed-forward size grows by this whole number of at least 1 instead (default: that of"
              + " --factor)")
  private @Nullable Integer feedForwardFactor;

  @Option(
      names = "--layout",
      defaultValue = "TILE",
      paramLabel = "ORDER",
      description =
          "${COMPLETION-CANDIDATES}: whether an axis is repeated as a whole or copies lie side by"
              + " side; both compute the same (default: tile)")
  private CopyOrder order = CopyOrder.TILE;

  @Option(
      names = "--keep-kv-heads",
      description = "keep the number of key and value heads; query heads alone are copied")
  private boolean keepKeyValueHeads;

  @Option(
      names = "--noise",
      defaultValue = "PAIRED",
      paramLabel = "MODE",
      description =
          "${COMPLETION-CANDIDATES}: how copies part; paired noise keeps the function, gaussian and"
              + " spectral change it, with none the copies stay equal for ever (default: paired)")
  private CopyNoise.Mode noise = CopyNoise.Mode.PAIRED;

  @Option(
      names = "--noise-size",
      paramLabel = "S",
      description =
          "strength of the noise, relative to the weights; 0 is none (default: 0.3 for paired"
              + " noise, must be given for gaussian and spectral)")
  private @Nullable Double noiseSize;

  @Option(
      names = "--seed",
      defaultValue = "0",
      paramLabel = "SEED",
      description = "of the noise (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--verify",
      defaultValue = "FP32",
      paramLabel = "TYPE",
      description =
          "${COMPLETION-CANDIDATES}: type in which both models are run on a few tokens; if they"
              + " differ, nothing is written (default: fp32)")
  private Verification verification = Verification.FP32;

  @Option(
      names = "--optimizer",
      defaultValue = "adamw",
      paramLabel = "NAME",
      description =
          "adamw, adam, sgd or muon: what trains the wide model; muon is for matrices, adamw trains"
              + " the rest (default: ${DEFAULT-VALUE})")
  private String optimizer = "adamw";

  @Option(
      names = {"--lr", "--learning-rate"},
      defaultValue = "1e-3",
      paramLabel = "RATE",
      description = "learning rate of the source when its training ended (default: 1e-3)")
  private double learningRate;

  @Option(
      names = "--weight-decay",
      defaultValue = "0.1",
      paramLabel = "DECAY",
      description =
          "weight decay of the source, in PyTorch's convention; vectors get none (default: 0.1)")
  private double weightDecay;

  @Option(
      names = {"--eps", "--epsilon"},
      defaultValue = "1e-8",
      paramLabel = "EPS",
      description = "epsilon of the source's Adam (default: 1e-8)")
  private double epsilon;

  @Option(
      names = "--optimizer-state",
      paramLabel = "FILE",
      description =
          "AdamW's moments of the source as safetensors (first_moment.NAME, second_moment.NAME,"
              + " step.NAME); they are widened too")
  private @Nullable Path state;

  @Override
  public void run() {
    Path source = CheckpointLocator.of(System.getenv()).locate(model);
    WideningRequest request =
        new WideningRequest(
            source,
            new WidthGrowth(
                factor,
                feedForwardFactor == null ? factor : feedForwardFactor,
                heads,
                keepKeyValueHeads,
                order),
            new CopyNoise(noise, size(), seed),
            verification,
            new WideningRequest.Training(
                kind(),
                new WideningPlan.SourceSettings(learningRate, weightDecay, epsilon),
                state));
    output.print(Widening.write(request, ResultPath.of(directory)), WidenBlocks::of);
  }

  private double size() {
    if (noiseSize != null) {
      return noiseSize;
    }
    return switch (noise) {
      case PAIRED -> PAIRED_SIZE;
      case NONE -> 0;
      case GAUSSIAN, SPECTRAL ->
          throw new UsageException(
              "noise that changes the function needs its size, got --noise %s alone; add --noise-size, best tuned on a small model"
                  .formatted(noise.name().toLowerCase(Locale.ROOT)));
    };
  }

  private OptimizerKind kind() {
    try {
      return OptimizerKind.of(optimizer);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--optimizer: " + e.getMessage(), e);
    }
  }
}
