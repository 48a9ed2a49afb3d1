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
import org.eidograph.lora.LearningRateGroup;
import org.eidograph.lora.LearningRateGroups;
import org.eidograph.lora.LearningRates;
import org.eidograph.lora.LoraModel;
import org.eidograph.model.Parameter;
import org.eidograph.model.Pass;
import org.eidograph.model.SequenceClassifier;
import org.eidograph.model.Sequences;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Optimizer;
import org.eidograph.torch.ParameterGroup;
import org.eidograph.torch.Schedule;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.train.data.StepBatch;
import org.eidograph.train.engine.EngineSettings;
import org.eidograph.train.engine.GradientEngine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * LoRA training steps of a classifier with the engine that {@code eido finetune} uses. Takes the
 * arguments of {@code peer.py} in {@code bench/banking77} and prints its JSON object.
 */
@Command(name = "classifier-steps")
public final class ClassifierSteps implements Callable<Integer> {
  @Option(names = "--inputs", required = true)
  private Path inputs;

  @Option(names = "--dtype", required = true)
  private String dtype;

  @Option(names = "--threads", required = true)
  private int threads;

  @Option(names = "--steps", required = true)
  private int steps;

  @Option(names = "--total-steps", required = true)
  private int totalSteps;

  @Option(names = "--warmup-steps", defaultValue = "5")
  private int warmupSteps;

  @Option(names = "--learning-rate", defaultValue = "2e-3")
  private double learningRate;

  @Option(names = "--head-learning-rate", defaultValue = "3e-3")
  private double headLearningRate;

  @Option(names = "--judge")
  private boolean judge;

  /** Runs the steps and prints what they took. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ClassifierSteps()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    DType type = dtype.equals("bf16") ? DType.BFLOAT16 : DType.FLOAT32;
    try (SequenceClassifier base =
        SequenceClassifier.load(inputs.resolve("checkpoint"), type, Device.CPU)) {
      LoraModel lora = AdapterFiles.read(inputs.resolve("adapter"), base).lora();
      LearningRateGroups rates =
          LearningRateGroups.of(lora, LearningRates.same(learningRate), 0, headLearningRate);
      List<Parameter> trained =
          rates.groups().stream().flatMap(group -> group.parameters().stream()).toList();
      try (GradientEngine engine = new GradientEngine(base, trained, EngineSettings.of(threads));
          Optimizer optimizer = new Optimizer(optimized(rates))) {
        System.out.println(Json.line(measure(base, engine, optimizer)));
      }
    }
    return 0;
  }

  private static List<ParameterGroup> optimized(LearningRateGroups rates) {
    List<ParameterGroup> all = new ArrayList<>();
    for (LearningRateGroup group : rates.groups()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      group.parameters().forEach(p -> tensors.put(p.name(), p.value()));
      all.add(ParameterGroup.adamW(group.name(), tensors, group.learningRate(), 0));
    }
    return all;
  }

  private Measured measure(SequenceClassifier model, GradientEngine engine, Optimizer optimizer)
      throws IOException {
    Schedule schedule = new Schedule.CosineWithFloor(totalSteps / 20, 0.1);
    List<StepBatch> batches = QuestionBatches.read(inputs.resolve("train.safetensors"));
    List<Double> losses = new ArrayList<>();
    double seconds = 0;
    int examples = 0;
    for (StepBatch batch : batches.subList(0, Math.min(steps, batches.size()))) {
      long began = System.nanoTime();
      double factor = schedule.factor(losses.size(), totalSteps);
      losses.add(new TrainingStep(engine, optimizer).take(batch, factor));
      if (losses.size() > warmupSteps) {
        seconds += ProcessReadings.secondsSince(began);
        examples += batch.sequences();
      }
    }
    Double accuracy = judge ? accuracy(model) : null;
    return new Measured(
        examples / seconds, ProcessReadings.peakMemoryMegabytes(), losses, accuracy);
  }

  private double accuracy(SequenceClassifier model) {
    int right = 0;
    int total = 0;
    for (StepBatch batch : QuestionBatches.read(inputs.resolve("test.safetensors"))) {
      try (Scope scope = Scope.open();
          NoGrad noGrad = NoGrad.on()) {
        Sequences texts = new Sequences(batch.ids(), batch.starts(), 0);
        Tensor logits = model.logits(Pass.inference(texts, Device.CPU));
        long[] best = logits.topK(1).indices().toLongs();
        for (int s = 0; s < best.length; s++) {
          right += best[s] == batch.labels()[batch.starts()[s]] ? 1 : 0;
        }
        total += best.length;
      }
    }
    return (double) right / total;
  }

  /** What a run took; the names are the peer's. */
  record Measured(
      double examplesPerSecond,
      double peakMemoryMb,
      List<Double> losses,
      @Nullable Double accuracy) {}
}
