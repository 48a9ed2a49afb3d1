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
 * @param output how the result is stored and shown
 */
public record FineTuneRequest(
    Base model, Data data, LoraSpec lora, Rates rates, Training training, Output output) {
  /** Tokens of a sequence when nothing is said; the model's own limit if that is smaller. */
  public static final int DEFAULT_MAX_LENGTH = 512;

  /** All defaults, on the CPU in float32. */
  public static FineTuneRequest of(Path model, List<Path> data) {
    int cores = Runtime.getRuntime().availableProcessors();
    return new FineTuneRequest(
        new Base(model, model.toString(), DType.FLOAT32, Device.CPU),
        new Data(data, List.of(), 0, TrainOn.COMPLETION, Overflow.RIGHT, FieldMapping.none(), 0.1),
        LoraSpec.defaults(),
        new Rates(null, 1, null, 0, ScheduleKind.COSINE, 0.05, 0.1),
        new Training(200, 0, 4, 1, false, 1, EngineSettings.of(cores), Pace.PLAIN, 0),
        Output.of(List.of()));
  }

  /** This request with other data. */
  public FineTuneRequest withData(Data other) {
    return new FineTuneRequest(model, other, lora, rates, training, output);
  }

  /** This request with other adapters. */
  public FineTuneRequest withLora(LoraSpec other) {
    return new FineTuneRequest(model, data, other, rates, training, output);
  }

  /** This request with other learning rates. */
  public FineTuneRequest withRates(Rates other) {
    return new FineTuneRequest(model, data, lora, other, training, output);
  }

  /** This request with another loop. */
  public FineTuneRequest withTraining(Training other) {
    return new FineTuneRequest(model, data, lora, rates, other, output);
  }

  /** This request with another way to store and show the result. */
  public FineTuneRequest withOutput(Output other) {
    return new FineTuneRequest(model, data, lora, rates, training, other);
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
   * @param paths at least one file or directory
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
      double evalFraction) {
    public Data {
      if (paths.isEmpty() || paths.stream().anyMatch(path -> path.toString().isBlank())) {
        throw new UsageException(
            "training data must be named, got %s; give a file or a directory with --data"
                .formatted(paths));
      }
      paths = List.copyOf(paths);
      evalPaths = List.copyOf(evalPaths);
    }
  }

  /**
   * Learning rates.
   *
   * @param learningRate peak; null for the rule's suggestion
   * @param loraPlusRatio rate of B over rate of A with their product kept, at least 1
   * @param embedding rate of an embedding's adapter; null for that of A
   * @param weightDecay decoupled
   * @param warmup share of the steps over which the rate rises
   * @param floor share of the peak that the rate falls to
   */
  public record Rates(
      @Nullable Double learningRate,
      double loraPlusRatio,
      @Nullable Double embedding,
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

    /** The same with another peak. */
    public Rates at(double rate) {
      return new Rates(rate, loraPlusRatio, embedding, weightDecay, schedule, warmup, floor);
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
      if ((long) batchSize * accumulation > Integer.MAX_VALUE) {
        throw new UsageException(
            "a step takes at most %d sequences, got %d batches of %d"
                .formatted(Integer.MAX_VALUE, accumulation, batchSize));
      }
    }
  }

  /**
   * How the result is stored and shown.
   *
   * @param adapterType of the tensors in the adapter's file: FLOAT32, or FLOAT16 or BFLOAT16 for
   *     half its size; checkpoints are always exact
   * @param prompts continued greedily before and after training, and on the way
   * @param sampleEvery steps between the samples on the way; 0 for one with each evaluation
   */
  public record Output(DType adapterType, List<String> prompts, int sampleEvery) {
    public Output {
      prompts = List.copyOf(prompts);
      if (!adapterType.isFloating() || adapterType == DType.FLOAT64) {
        throw new UsageException(
            "adapters are stored in FLOAT32, FLOAT16 or BFLOAT16, got " + adapterType);
      }
      if (sampleEvery < 0) {
        throw new UsageException("steps between samples must not be negative, got " + sampleEvery);
      }
    }

    /** In float32, sampled with each evaluation. */
    public static Output of(List<String> prompts) {
      return new Output(DType.FLOAT32, prompts, 0);
    }
  }
}
