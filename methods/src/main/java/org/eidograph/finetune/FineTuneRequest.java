// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import java.nio.file.Path;
import java.util.List;
import org.eidograph.base.UsageException;
import org.eidograph.lora.LoraSpec;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.train.TrainSettings.Pace;
import org.eidograph.train.data.FieldMapping;
import org.eidograph.train.data.Overflow;
import org.eidograph.train.data.TrainOn;
import org.eidograph.train.engine.EngineSettings;
import org.jspecify.annotations.Nullable;

/**
 * A fine-tuning run, resolved and immutable.
 *
 * @param model the base
 * @param data what to learn from
 * @param lora where and how wide the adapters are
 * @param rates learning rates and their schedule
 * @param training steps, batches, threads
 * @param prompts continued greedily before and after training
 */
public record FineTuneRequest(
    Base model, Data data, LoraSpec lora, Rates rates, Training training, List<String> prompts) {
  /** Tokens of a sequence when nothing is said; the model's own limit if that is smaller. */
  public static final int DEFAULT_MAX_LENGTH = 512;

  public FineTuneRequest {
    prompts = List.copyOf(prompts);
  }

  /** All defaults, on the CPU in float32. */
  public static FineTuneRequest of(Path model, List<Path> data) {
    int cores = Runtime.getRuntime().availableProcessors();
    return new FineTuneRequest(
        new Base(model, model.toString(), DType.FLOAT32, Device.CPU),
        new Data(data, List.of(), 0, TrainOn.COMPLETION, Overflow.RIGHT, FieldMapping.none(), 0.1),
        LoraSpec.defaults(),
        new Rates(null, 1, 0, ScheduleKind.COSINE, 0.05, 0.1),
        new Training(200, 0, 4, 1, false, 1, EngineSettings.of(cores), Pace.PLAIN, 0),
        List.of());
  }

  /**
   * The base model.
   *
   * @param directory checkpoint in Hugging Face layout
   * @param name as it goes into the adapter's configuration
   * @param type of the frozen matrices, float32 or bfloat16
   */
  public record Base(Path directory, String name, DType type, Device device) {}

  /**
   * What to learn from.
   *
   * @param maxLength tokens of a sequence; 0 for the smaller of 512 and the model's limit
   * @param evalFraction share held out when no evaluation files are named
   */
  public record Data(
      List<Path> paths,
      List<Path> evalPaths,
      int maxLength,
      TrainOn trainOn,
      Overflow overflow,
      FieldMapping fields,
      double evalFraction) {}

  /**
   * Learning rates.
   *
   * @param learningRate peak; null for the rule's suggestion
   * @param loraPlusRatio rate of B over rate of A with their product kept, at least 1
   * @param weightDecay decoupled
   * @param warmup share of the steps over which the rate rises
   * @param floor share of the peak that the rate falls to
   */
  public record Rates(
      @Nullable Double learningRate,
      double loraPlusRatio,
      double weightDecay,
      ScheduleKind schedule,
      double warmup,
      double floor) {
    public Rates {
      if (!(warmup >= 0 && warmup <= 1) || !(floor >= 0 && floor <= 1)) {
        throw new UsageException(
            "warm-up and floor are shares in [0, 1], got %s and %s".formatted(warmup, floor));
      }
      if (!(weightDecay >= 0)) {
        throw new UsageException("weight decay must not be negative, got " + weightDecay);
      }
    }
  }

  /** The learning-rate schedules. */
  public enum ScheduleKind {
    CONSTANT,
    LINEAR,
    COSINE,
    WSD
  }

  /**
   * The loop.
   *
   * @param steps optimizer steps; ignored when {@code epochs} is positive
   * @param epochs passes over the data, or 0 to count in steps
   * @param batchSize sequences (or packed rows) at once
   * @param accumulation batches per optimizer step
   * @param packing whether rows are filled with several sequences
   * @param clipNorm largest gradient norm; infinity for none
   */
  public record Training(
      long steps,
      double epochs,
      int batchSize,
      int accumulation,
      boolean packing,
      double clipNorm,
      EngineSettings engine,
      Pace pace,
      long seed) {
    public Training {
      if (!(epochs >= 0) || accumulation < 1) {
        throw new UsageException(
            "epochs must not be negative and accumulation at least 1, got %s and %d"
                .formatted(epochs, accumulation));
      }
    }
  }
}
