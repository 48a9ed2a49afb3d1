// Licensed under the Apache License, Version 2.0.
package org.eidograph.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.eidograph.base.Json;
import org.eidograph.bench.MlpWays.Way;
import org.eidograph.lora.AdapterFiles;
import org.eidograph.lora.LoraModel;
import org.eidograph.lora.LoraSpec;
import org.eidograph.lora.Placement;
import org.eidograph.lora.Targets;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Parameter;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.GradientClip;
import org.eidograph.torch.NativeMemory;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Optimizer;
import org.eidograph.torch.ParameterGroup;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Torch;
import org.eidograph.train.data.StepBatch;
import org.eidograph.train.engine.EngineSettings;
import org.eidograph.train.engine.GradientEngine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What adapters cost beside the frozen network that carries them: one MLP block, or whole steps of
 * a checkpoint. The ways take turns in one process, so that a loaded machine hits all of them.
 */
@Command(name = "overhead")
public final class LoraOverhead implements Callable<Integer> {
  private static final MlpWays.Shape SHAPE = new MlpWays.Shape(512, 1024, 2816, 16);

  @Option(names = "--dtype", required = true)
  private String dtype;

  @Option(names = "--rounds", defaultValue = "30")
  private int rounds;

  @Option(names = "--model", description = "whole steps of this checkpoint in place of the block")
  private @Nullable Path model;

  @Option(names = "--batches")
  private @Nullable Path batches;

  @Option(names = "--initial-adapter")
  private @Nullable Path adapter;

  @Option(names = "--threads", defaultValue = "2", description = "of the whole steps")
  private int threads;

  /** Runs the ways in turn and prints their seconds. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new LoraOverhead()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    DType type = dtype.equals("bf16") ? DType.BFLOAT16 : DType.FLOAT32;
    System.out.println(
        Json.line(
            model != null && batches != null && adapter != null
                ? new Measured(steps(type, model, batches, adapter), Map.of())
                : block(type)));
    return 0;
  }

  /**
   * What was measured.
   *
   * @param seconds of each way, round by round
   * @param savedBytes between forward and backward
   */
  record Measured(Map<String, List<Double>> seconds, Map<String, Long> savedBytes) {}

  private Measured block(DType type) throws InterruptedException {
    Torch.useThreads(1); // as in a worker
    Map<Way, List<Double>> seconds = new EnumMap<>(Way.class);
    Map<String, Long> saved = new LinkedHashMap<>();
    try (MlpWays ways = new MlpWays(type, SHAPE)) {
      for (int round = -3; round < rounds; round++) {
        for (Way way : Way.values()) {
          double taken = ways.seconds(way);
          if (round >= 0) {
            seconds.computeIfAbsent(way, w -> new ArrayList<>()).add(taken);
          }
        }
      }
      for (Way way : Way.values()) {
        saved.put(way.name(), savedBytes(ways, way));
      }
    }
    Map<String, List<Double>> named = new LinkedHashMap<>();
    seconds.forEach((way, list) -> named.put(way.name(), list));
    return new Measured(named, saved);
  }

  private static long savedBytes(MlpWays ways, Way way) throws InterruptedException {
    ways.prepare(way);
    long before = NativeMemory.lowestBytesInUse(0.5).orElseThrow();
    long[] held = new long[1];
    ways.run(
        way,
        () -> {
          try {
            held[0] = NativeMemory.lowestBytesInUse(0.5).orElseThrow();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    return held[0] - before - ways.outputBytes();
  }

  private Map<String, List<Double>> steps(DType type, Path directory, Path data, Path start) {
    List<StepBatch> all = StepInputs.read(data);
    EngineSettings settings =
        new EngineSettings(threads, EngineSettings.DEFAULT_MICRO_TOKENS, false, 0);
    List<Double> frozen = new ArrayList<>();
    List<Double> adapted = new ArrayList<>();
    try (CausalLm bare = CausalLm.load(directory, type, Device.CPU);
        CausalLm base = CausalLm.load(directory, type, Device.CPU)) {
      LoraModel one = LoraModel.attach(bare, smallest());
      LoraModel full = AdapterFiles.read(start, base).lora();
      try (GradientEngine without = new GradientEngine(bare, one.trainable(), settings);
          GradientEngine with = new GradientEngine(base, full.trainable(), settings);
          Optimizer optimizer = new Optimizer(groups(full))) {
        for (int round = -1; round < rounds; round++) {
          StepBatch batch = all.get((round + 1) % all.size());
          double plain = seconds(() -> without.run(batch, 0));
          double whole = seconds(() -> step(with, optimizer, batch));
          if (round >= 0) {
            frozen.add(plain);
            adapted.add(whole);
          }
        }
      }
    }
    return Map.of("FROZEN", frozen, "ADAPTED", adapted);
  }

  /** One row beside the lowest q, so that backward passes through every block. */
  private static LoraSpec smallest() {
    Placement lowest =
        new Placement(new Targets.Names(List.of("q_proj")), null, List.of(0), List.of());
    return LoraSpec.defaults().with(spec -> spec.rank(1).placement(lowest));
  }

  private static double seconds(Runnable work) {
    long began = System.nanoTime();
    try (Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      work.run();
    }
    return (System.nanoTime() - began) / 1e9;
  }

  private static void step(GradientEngine engine, Optimizer optimizer, StepBatch batch) {
    engine.run(batch, 0);
    GradientClip.byGlobalNorm(List.of(engine.gradients().flat()), 1);
    optimizer.step(engine.gradients().all(), 1);
  }

  private static List<ParameterGroup> groups(LoraModel lora) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter : lora.trainable()) {
      tensors.put(parameter.name(), parameter.value());
    }
    return List.of(ParameterGroup.adamW("all", tensors, 1e-3, 0));
  }
}
