// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen.study;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.eidograph.model.CausalLm;
import org.eidograph.model.config.ConfigReader;
import org.eidograph.theory.scaling.OptimizerKind;
import org.eidograph.theory.scaling.widening.WideningRule;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.safetensors.TensorSource;
import org.eidograph.transfer.ConfigDescription;
import org.eidograph.widen.WideShape;
import org.eidograph.widen.WidenedTensor;
import org.eidograph.widen.WidthGrowth;
import org.eidograph.widen.study.DoubleRun.Factors;
import org.eidograph.widen.study.DoubleRun.Settings;

/**
 * A source that was trained for a while, and its copy of twice the width.
 *
 * @param source the narrow one
 * @param wide the copy, which goes on from the same state
 */
record WideTwins(DoubleRun source, DoubleRun wide) implements AutoCloseable {
  /** How much wider. */
  static final int FACTOR = 2;

  private static final int BEFORE = 5;

  /**
   * How both are trained.
   *
   * @param optimizer of the matrices
   * @param settings of the source
   * @param spoiled changes each tensor's rule, to forget something on purpose
   */
  record Training(
      OptimizerKind optimizer, Settings settings, UnaryOperator<WideningRule> spoiled) {}

  /**
   * Loads both and trains the source.
   *
   * @param narrow directory of the source in double precision
   * @param wide directory of its copy; only its shapes matter
   */
  static WideTwins of(Path narrow, Path wide, Training training) {
    Map<String, WidenedTensor> tensors = tensors(narrow);
    Map<String, WideningRule> rules = new LinkedHashMap<>();
    Map<String, Factors> plain = new LinkedHashMap<>();
    Map<String, Factors> scaled = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          OptimizerKind kind = tensor.trainedBy(training.optimizer);
          WideningRule rule = training.spoiled.apply(tensor.rule(training.optimizer));
          rules.put(name, rule);
          plain.put(name, Factors.none(kind));
          scaled.put(name, Factors.of(kind, rule));
        });
    DoubleRun source = new DoubleRun(load(narrow), training.settings, plain);
    source.train(BEFORE);
    DoubleRun copy = new DoubleRun(load(wide), training.settings, scaled);
    copy.continueFrom(source, tensors, rules);
    return new WideTwins(source, copy);
  }

  /** Largest difference of logits after 0, 1, … steps. */
  List<Double> drift(int steps) {
    List<Double> drift = new ArrayList<>();
    drift.add(difference());
    for (int step = 0; step < steps; step++) {
      source.train(1);
      wide.train(1);
      drift.add(difference());
    }
    return drift;
  }

  private double difference() {
    double[] left = source.logits();
    double[] right = wide.logits();
    double largest = 0;
    for (int i = 0; i < left.length; i++) {
      largest = Math.max(largest, Math.abs(left[i] - right[i]));
    }
    return largest;
  }

  @Override
  public void close() {
    source.close();
    wide.close();
  }

  static CausalLm load(Path model) {
    return CausalLm.load(model, DType.FLOAT64, Device.CPU);
  }

  /** How each tensor of a model is widened, by its name. */
  static Map<String, WidenedTensor> tensors(Path model) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    try (TensorSource weights = TensorSource.open(model)) {
      weights.names().forEach(name -> shapes.put(name, weights.info(name).shape()));
    }
    WideShape shape =
        new WideShape(ConfigDescription.of(ConfigReader.read(model)), WidthGrowth.by(FACTOR), true);
    Map<String, WidenedTensor> tensors = new LinkedHashMap<>();
    shape.tensors(shapes).forEach(tensor -> tensors.put(tensor.source().name(), tensor));
    return tensors;
  }
}
