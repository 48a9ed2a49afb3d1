// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Parameter;
import org.eidograph.model.SegmentedModel;
import org.eidograph.model.SequenceClassifier;
import org.eidograph.theory.scaling.OptimizerKind;
import org.eidograph.theory.scaling.widening.WideningRule;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.safetensors.SafetensorsWriter;
import org.eidograph.torch.safetensors.TensorSource;
import org.eidograph.widen.study.DoubleRun;
import org.eidograph.widen.study.DoubleRun.Factors;
import org.eidograph.widen.study.DoubleRun.Settings;

/** A golden checkpoint in float64, trained some steps, then widened in memory with its moments. */
final class WidenedPair implements AutoCloseable {
  static final CopyNoise NONE = new CopyNoise(CopyNoise.Mode.NONE, 0, 0);
  static final CopyNoise PAIRED = new CopyNoise(CopyNoise.Mode.PAIRED, 0.3, 0);

  private static final Path RESOURCES = Path.of("../model/src/test/resources");
  private static final int BEFORE = 3;

  final DoubleRun source;
  final DoubleRun wide;

  private WidenedPair(DoubleRun source, DoubleRun wide) {
    this.source = source;
    this.wide = wide;
  }

  /** What a test may bend. */
  record Bent(
      UnaryOperator<WidenedTensor> copies,
      BiFunction<WidenedTensor, WideningRule, WideningRule> rule) {
    static final Bent NOTHING = new Bent(tensor -> tensor, (tensor, rule) -> rule);
  }

  /** A double copy of a golden checkpoint, in a new directory. */
  static Path inDouble(String name, Path place) {
    Path golden = golden(name);
    Path copy = place.resolve(name + "-double");
    try (TensorSource weights = TensorSource.open(golden);
        Scope scope = Scope.open()) {
      Files.createDirectories(copy);
      Files.copy(golden.resolve("config.json"), copy.resolve("config.json"));
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (String tensor : weights.names()) {
        Tensor value = weights.tensor(tensor);
        tensors.put(tensor, value.dtype().isFloating() ? value.to(DType.FLOAT64) : value);
      }
      SafetensorsWriter.write(copy.resolve("model.safetensors"), tensors);
      return copy;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static Path golden(String name) {
    Path encoder = RESOURCES.resolve("golden-encoders").resolve(name);
    return Files.isDirectory(encoder) ? encoder : RESOURCES.resolve("golden").resolve(name);
  }

  static WideningRequest request(Path model, WidthGrowth growth, CopyNoise noise) {
    return new WideningRequest(
        model,
        growth,
        noise,
        Verification.FP64,
        new WideningRequest.Training(
            OptimizerKind.ADAMW, new WideningPlan.SourceSettings(1e-3, 0, 1e-8), null));
  }

  static WidenedPair of(
      Path model, WidthGrowth growth, OptimizerKind optimizer, Settings settings, Bent bent) {
    Path output = model.resolveSibling("wide" + System.nanoTime());
    Widening.write(request(model, growth, NONE), output);
    List<WidenedTensor> tensors = tensors(model, growth);
    Map<String, WidenedTensor> byName = new LinkedHashMap<>();
    SegmentedModel small = load(model);
    for (WidenedTensor tensor : tensors) {
      byName.put(canonical(tensor.source().name(), small), bent.copies().apply(tensor));
    }
    Map<String, Factors> plain = new LinkedHashMap<>();
    Map<String, Factors> scaled = new LinkedHashMap<>();
    Map<String, WideningRule> rules = new LinkedHashMap<>();
    byName.forEach(
        (name, tensor) -> {
          OptimizerKind kind = tensor.trainedBy(optimizer);
          WideningRule rule = bent.rule().apply(tensor, tensor.rule(optimizer));
          rules.put(name, rule);
          plain.put(name, Factors.none(kind));
          scaled.put(name, Factors.of(kind, rule));
        });
    DoubleRun source = new DoubleRun(small, settings, plain);
    source.train(BEFORE);
    DoubleRun wide = new DoubleRun(load(output), settings, scaled);
    wide.continueFrom(source, byName, rules);
    return new WidenedPair(source, wide);
  }

  private static String canonical(String stored, SegmentedModel model) {
    return model.parameters().stream()
        .map(Parameter::name)
        .filter(name -> name.equals(stored) || name.endsWith("." + stored))
        .findFirst()
        .orElse(stored);
  }

  static List<WidenedTensor> tensors(Path model, WidthGrowth growth) {
    try (TensorSource weights = TensorSource.open(model)) {
      SourceModel source = SourceModel.read(model, weights);
      return new WideShape(source.description(), growth, source.scaledScores())
          .tensors(SourceModel.shapes(weights));
    }
  }

  static SegmentedModel load(Path model) {
    return isEncoder(model)
        ? SequenceClassifier.load(model, DType.FLOAT64, Device.CPU)
        : CausalLm.load(model, DType.FLOAT64, Device.CPU);
  }

  private static boolean isEncoder(Path model) {
    try {
      return Files.readString(model.resolve("config.json")).matches("(?s).*\"(bert|roberta)\".*");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  void train(int steps) {
    source.train(steps);
    wide.train(steps);
  }

  /** Largest difference of logits relative to the largest logit. */
  double difference() {
    double[] a = source.logits();
    double[] b = wide.logits();
    double largest = 0;
    double scale = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i]));
      scale = Math.max(scale, Math.abs(a[i]));
    }
    return largest / scale;
  }

  @Override
  public void close() {
    source.close();
    wide.close();
  }
}
