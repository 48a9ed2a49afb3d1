// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eidograph.base.UsageException;
import org.eidograph.finetune.FineTuneRequest;
import org.eidograph.finetune.FineTuneRequest.ScheduleKind;
import org.eidograph.lora.BiasMode;
import org.eidograph.lora.LoraInit;
import org.eidograph.lora.LoraSpec;
import org.eidograph.lora.Targets;
import org.eidograph.theory.lora.LoraScale;
import org.eidograph.train.TrainSettings.Pace;
import org.eidograph.train.data.FieldMapping;
import org.eidograph.train.data.Overflow;
import org.eidograph.train.data.TrainOn;
import org.eidograph.train.engine.EngineSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Mixin: everything about a fine-tuning run except the base model. */
final class FineTuneOptions {
  @Option(
      names = "--data",
      paramLabel = "PATH",
      description = "training files or a directory with train, valid and test files")
  List<Path> data = List.of();

  @Option(
      names = "--eval-data",
      paramLabel = "PATH",
      description = "evaluation files; without them a share of the data is held out")
  List<Path> evalData = List.of();

  @Option(
      names = "--eval-fraction",
      defaultValue = "0.1",
      paramLabel = "SHARE",
      description = "share of rows held out for evaluation (default: ${DEFAULT-VALUE})")
  double evalFraction;

  @Option(
      names = "--max-length",
      defaultValue = "0",
      paramLabel = "TOKENS",
      description =
          "tokens of a sequence; 0 means the smaller of 512 and the model's limit (default: ${DEFAULT-VALUE})")
  int maxLength;

  @Option(
      names = "--train-on",
      defaultValue = "completion",
      paramLabel = "PART",
      description =
          "${COMPLETION-CANDIDATES}: which tokens are learned (default: ${DEFAULT-VALUE})")
  TrainOn trainOn = TrainOn.COMPLETION;

  @Option(
      names = "--overflow",
      defaultValue = "right",
      paramLabel = "RULE",
      description =
          "${COMPLETION-CANDIDATES}: what happens to rows longer than the limit (default: ${DEFAULT-VALUE})")
  Overflow overflow = Overflow.RIGHT;

  @Option(
      names = "--field",
      paramLabel = "KEY=NAME",
      description = "where a row keeps a field, for example text=body")
  List<String> fields = List.of();

  @Option(
      names = "--rank",
      defaultValue = "16",
      paramLabel = "R",
      description = "LoRA rank; memory of the adapter grows with it (default: ${DEFAULT-VALUE})")
  int rank;

  @Option(
      names = "--alpha",
      defaultValue = "32",
      paramLabel = "ALPHA",
      description =
          "LoRA alpha; the change is multiplied by alpha/rank (default: ${DEFAULT-VALUE})")
  double alpha;

  @Option(
      names = "--scale",
      paramLabel = "S",
      description = "the multiplier itself, instead of alpha")
  @Nullable Double scale;

  @Option(names = "--rslora", description = "multiply by alpha/sqrt(rank) instead")
  boolean rslora;

  @Option(
      names = "--dropout",
      defaultValue = "0",
      paramLabel = "P",
      description = "share of adapter inputs dropped, in [0, 1) (default: ${DEFAULT-VALUE})")
  double dropout;

  @Option(
      names = "--target",
      defaultValue = "all-linear",
      paramLabel = "MODULES",
      description =
          "all-linear, names with commas, or a regular expression, as PEFT matches them (default: ${DEFAULT-VALUE})")
  String target = "all-linear";

  @Option(
      names = "--bias",
      defaultValue = "none",
      paramLabel = "MODE",
      description =
          "${COMPLETION-CANDIDATES}: which biases are trained (default: ${DEFAULT-VALUE})")
  BiasMode bias = BiasMode.NONE;

  @Option(
      names = "--init",
      defaultValue = "a_kaiming",
      paramLabel = "INIT",
      description = "${COMPLETION-CANDIDATES}: how the factors start (default: ${DEFAULT-VALUE})")
  LoraInit init = LoraInit.A_KAIMING;

  @Option(
      names = "--modules-to-save",
      split = ",",
      paramLabel = "NAME",
      description = "modules trained whole, for example lm_head")
  List<String> modulesToSave = List.of();

  @Option(
      names = "--rank-pattern",
      paramLabel = "REGEX=R",
      description = "another rank for matching modules")
  Map<String, Integer> rankPattern = Map.of();

  @Option(
      names = "--alpha-pattern",
      paramLabel = "REGEX=ALPHA",
      description = "another alpha for matching modules")
  Map<String, Double> alphaPattern = Map.of();

  @Option(
      names = "--learning-rate",
      paramLabel = "LR",
      description = "peak learning rate (default: 0.08/sqrt(scale*rank*fan-in))")
  @Nullable Double learningRate;

  @Option(
      names = "--lora-plus-ratio",
      defaultValue = "1",
      paramLabel = "RATIO",
      description =
          "learning rate of B over that of A, their product kept; 1 is plain LoRA (default: ${DEFAULT-VALUE})")
  double loraPlusRatio;

  @Option(
      names = "--weight-decay",
      defaultValue = "0",
      paramLabel = "WD",
      description = "decoupled weight decay (default: ${DEFAULT-VALUE})")
  double weightDecay;

  @Option(
      names = "--schedule",
      defaultValue = "cosine",
      paramLabel = "KIND",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  ScheduleKind schedule = ScheduleKind.COSINE;

  @Option(
      names = "--warmup",
      defaultValue = "0.05",
      paramLabel = "SHARE",
      description = "share of the steps over which the rate rises (default: ${DEFAULT-VALUE})")
  double warmup;

  @Option(
      names = "--floor",
      defaultValue = "0.1",
      paramLabel = "SHARE",
      description = "share of the peak that cosine and wsd end at (default: ${DEFAULT-VALUE})")
  double floor;

  @Option(
      names = "--steps",
      defaultValue = "200",
      paramLabel = "N",
      description = "optimizer steps (default: ${DEFAULT-VALUE})")
  long steps;

  @Option(
      names = "--epochs",
      defaultValue = "0",
      paramLabel = "E",
      description =
          "passes over the data, instead of steps (default: ${DEFAULT-VALUE}, count in steps)")
  double epochs;

  @Option(
      names = "--batch-size",
      defaultValue = "4",
      paramLabel = "N",
      description = "sequences, or packed rows, at once (default: ${DEFAULT-VALUE})")
  int batchSize;

  @Option(
      names = "--accumulation",
      defaultValue = "1",
      paramLabel = "N",
      description = "batches per optimizer step (default: ${DEFAULT-VALUE})")
  int accumulation;

  @Option(
      names = "--packing",
      description =
          "fill rows of the maximal length with several sequences, each seeing only itself")
  boolean packing;

  @Option(
      names = "--clip",
      defaultValue = "1",
      paramLabel = "NORM",
      description = "largest gradient norm, Infinity for none (default: ${DEFAULT-VALUE})")
  double clip;

  @Option(
      names = "--workers",
      defaultValue = "0",
      paramLabel = "N",
      description = "threads; 0 means one per core (default: ${DEFAULT-VALUE})")
  int workers;

  @Option(
      names = "--micro-batch-tokens",
      defaultValue = "1024",
      paramLabel = "N",
      description = "tokens a thread holds activations for at once (default: ${DEFAULT-VALUE})")
  int microTokens;

  @Option(
      names = "--activation-checkpointing",
      description =
          "keep block inputs only and compute each block again in backward: less memory, more time")
  boolean recompute;

  @Option(
      names = "--prefix-cache-mb",
      defaultValue = "0",
      paramLabel = "MB",
      description =
          "memory for outputs of frozen layers below the lowest adapter (default: ${DEFAULT-VALUE})")
  long prefixCacheMb;

  @Option(
      names = "--eval-every",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "steps between evaluations; 0 means before and after only (default: ${DEFAULT-VALUE})")
  int evalEvery;

  @Option(
      names = "--save-every",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "steps between checkpoints; 0 means only when interrupted (default: ${DEFAULT-VALUE})")
  int saveEvery;

  @Option(
      names = "--save-limit",
      defaultValue = "2",
      paramLabel = "N",
      description = "checkpoints kept (default: ${DEFAULT-VALUE})")
  int saveLimit;

  @Option(
      names = "--patience",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "evaluations without a better loss before stopping; 0 means never (default: ${DEFAULT-VALUE})")
  int patience;

  @Option(
      names = "--keep-best",
      description = "the result is the best evaluated state, not the last")
  boolean keepBest;

  @Option(
      names = "--seed",
      defaultValue = "0",
      paramLabel = "SEED",
      description = "of initialisation, order, dropout and hold-out (default: ${DEFAULT-VALUE})")
  long seed;

  @Option(
      names = "--sample-prompt",
      paramLabel = "TEXT",
      description = "continued greedily before and after, for the report")
  List<String> prompts = List.of();

  /** The request for a base model. */
  FineTuneRequest request(FineTuneRequest.Base base) {
    return new FineTuneRequest(
        base,
        new FineTuneRequest.Data(
            data, evalData, maxLength, trainOn, overflow, FieldMapping.parse(fields), evalFraction),
        lora(),
        new FineTuneRequest.Rates(
            learningRate, loraPlusRatio, weightDecay, schedule, warmup, floor),
        new FineTuneRequest.Training(
            steps, epochs, batchSize, accumulation, packing, clip, engine(), pace(), seed),
        prompts);
  }

  private LoraSpec lora() {
    if (scale != null && rslora) {
      throw new UsageException("--scale is the multiplier itself; leave --rslora away");
    }
    LoraScale rule =
        scale != null
            ? new LoraScale.Explicit(scale)
            : rslora ? new LoraScale.RankStabilised(alpha) : new LoraScale.Alpha(alpha);
    return LoraSpec.defaults()
        .with(
            b ->
                b.rank(rank)
                    .scale(rule)
                    .dropout(dropout)
                    .bias(bias)
                    .targets(Targets.parse(target))
                    .modulesToSave(modulesToSave.toArray(String[]::new))
                    .rankPattern(rankPattern)
                    .alphaPattern(alphaPattern)
                    .init(init)
                    .seed(seed));
  }

  private EngineSettings engine() {
    int threads = workers > 0 ? workers : Runtime.getRuntime().availableProcessors();
    return new EngineSettings(threads, microTokens, recompute, prefixCacheMb << 20);
  }

  private Pace pace() {
    return new Pace(evalEvery, saveEvery, saveLimit, patience, keepBest);
  }
}
