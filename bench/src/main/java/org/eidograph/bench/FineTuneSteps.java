// Licensed under the Apache License, Version 2.0.
package org.eidograph.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.eidograph.base.Json;
import org.eidograph.lora.AdapterFiles;
import org.eidograph.lora.LoraModel;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Parameter;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Optimizer;
import org.eidograph.torch.ParameterGroup;
import org.eidograph.torch.Tensor;
import org.eidograph.train.data.StepBatch;
import org.eidograph.train.engine.EngineSettings;
import org.eidograph.train.engine.GradientEngine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * LoRA training steps with the engine that {@code eido finetune} uses, timed one by one. Takes the
 * arguments of {@code peer.py} and prints its JSON object.
 */
@Command(name = "steps")
public final class FineTuneSteps implements Callable<Integer> {
  private static final long CACHE_BYTES = 1L << 32;

  @Option(names = "--model", required = true)
  private Path model;

  @Option(names = "--batches", required = true)
  private Path batches;

  @Option(names = "--initial-adapter", required = true)
  private Path adapter;

  @Option(names = "--dtype", required = true)
  private String dtype;

  @Option(names = "--threads", required = true)
  private int threads;

  @Option(names = "--warmup-steps", defaultValue = "2")
  private int warmupSteps;

  @Option(names = "--learning-rate", defaultValue = "1e-3")
  private double learningRate;

  @Option(names = "--activation-checkpointing")
  private boolean recompute;

  @Option(names = "--cache-prefix")
  private boolean cachePrefix;

  /** Runs the steps and prints what they took. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new FineTuneSteps()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    DType type = dtype.equals("bf16") ? DType.BFLOAT16 : DType.FLOAT32;
    EngineSettings settings =
        new EngineSettings(
            threads, EngineSettings.DEFAULT_MICRO_TOKENS, recompute, cachePrefix ? CACHE_BYTES : 0);
    try (CausalLm base = CausalLm.load(model, type, Device.CPU)) {
      LoraModel lora = AdapterFiles.read(adapter, base).lora();
      try (GradientEngine engine = new GradientEngine(base, lora.trainable(), settings);
          Optimizer optimizer = new Optimizer(groups(lora))) {
        System.out.println(Json.line(measure(engine, optimizer)));
      }
    }
    return 0;
  }

  private List<ParameterGroup> groups(LoraModel lora) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter : lora.trainable()) {
      tensors.put(parameter.name(), parameter.value());
    }
    return List.of(ParameterGroup.adamW("all", tensors, learningRate, 0));
  }

  private Measured measure(GradientEngine engine, Optimizer optimizer) throws IOException {
    List<StepBatch> steps = StepInputs.read(batches);
    Double fill = null;
    if (cachePrefix) {
      long began = System.nanoTime();
      steps.forEach(engine::fillPrefixCache);
      fill = ProcessReadings.secondsSince(began);
    }
    List<Double> losses = new ArrayList<>();
    List<Double> speeds = new ArrayList<>();
    double first = 0;
    for (StepBatch batch : steps) {
      long began = System.nanoTime();
      losses.add(new TrainingStep(engine, optimizer).take(batch, 1));
      double seconds = ProcessReadings.secondsSince(began);
      if (losses.size() > warmupSteps) {
        speeds.add(batch.tokens() / seconds);
      }
      first = losses.size() == 1 ? ProcessReadings.secondsSinceProcessStart() : first;
    }
    return new Measured(speeds, ProcessReadings.peakMemoryMegabytes(), first, fill, losses);
  }

  /** What a run took; the names are the peer's. */
  record Measured(
      List<Double> tokensPerSecond,
      double peakMemoryMb,
      double secondsToFirstStep,
      @Nullable Double prefixFillSeconds,
      List<Double> losses) {}
}
