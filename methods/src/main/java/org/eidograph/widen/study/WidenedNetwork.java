// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.torch.Autograd;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Nn;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Optimizer;
import org.eidograph.torch.ParameterGroup;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.eidograph.torch.UpdateRule;

/**
 * Two hidden ReLU layers in muP, layout B with base width 128, trained by Adam on all points; then
 * widened to twice the width with moments and Gaussian noise, and trained on at another rate.
 *
 * <p>The readout's multiplier supplies its factor of widening, so it is copied as it stands.
 */
final class WidenedNetwork implements AutoCloseable {
  private static final int BASE_WIDTH = 128;
  private static final int BEFORE = 25;
  private static final int AFTER = 50;
  private static final double SOURCE_RATE = Math.pow(2, -7.5);
  private static final double EPSILON = 1e-8;
  private static final String HIDDEN = "hidden.weight";

  private final NoisyRegression data;
  private final int width;
  private final Map<String, Tensor> weights;
  private final Optimizer adam;

  private WidenedNetwork(NoisyRegression data, int width, Map<String, Tensor> weights) {
    this.data = data;
    this.width = width;
    this.weights = new LinkedHashMap<>();
    weights.forEach((name, value) -> this.weights.put(name, value.leaf()));
    this.adam = new Optimizer(this.weights.entrySet().stream().map(this::group).toList());
  }

  /**
   * Loss after the continued run; infinite if it diverged.
   *
   * @param width of the source
   * @param rate base rate of the continued run
   * @param noise σ, of a muP start of the target width
   */
  static double loss(NoisyRegression data, int width, double rate, double noise, long seed) {
    try (Scope scope = Scope.open();
        WidenedNetwork source = new WidenedNetwork(data, width, start(width, seed))) {
      source.train(BEFORE, SOURCE_RATE);
      try (WidenedNetwork wide = source.widened(noise, seed)) {
        return wide.train(AFTER, rate);
      }
    }
  }

  /** What the source itself reaches in as many steps at the same rates. */
  static double sourceLoss(NoisyRegression data, int width, double rate, long seed) {
    try (Scope scope = Scope.open();
        WidenedNetwork source = new WidenedNetwork(data, width, start(width, seed))) {
      source.train(BEFORE, SOURCE_RATE);
      return source.train(AFTER, rate);
    }
  }

  private static Map<String, Tensor> start(int width, long seed) {
    int inputs = NoisyRegression.INPUTS;
    Map<String, Tensor> start = new LinkedHashMap<>();
    try (RandomSource random = RandomSource.of(seed, "start")) {
      start.put("input.weight", Tensors.normal(random, width, inputs).mul(Math.sqrt(2.0 / inputs)));
      start.put("input.bias", zeros(width));
      start.put(HIDDEN, Tensors.normal(random, width, width).mul(Math.sqrt(2.0 / width)));
      start.put("hidden.bias", zeros(width));
      start.put(
          "readout.weight",
          Tensors.normal(random, 1, width).mul(1 / Math.sqrt((double) BASE_WIDTH)));
      start.put("readout.bias", zeros(1));
    }
    return start;
  }

  private static Tensor zeros(int length) {
    return Tensors.zeros(DType.FLOAT32, Device.CPU, length);
  }

  /** Rates are base rates times the step's factor: a matrix's falls as one over the width. */
  private ParameterGroup group(Map.Entry<String, Tensor> weight) {
    double m = (double) width / BASE_WIDTH;
    double epsilon = weight.getKey().equals("readout.bias") ? EPSILON : EPSILON / m;
    return new ParameterGroup(
        weight.getKey(),
        Map.of(weight.getKey(), weight.getValue()),
        weight.getKey().equals(HIDDEN) ? 1 / m : 1,
        0,
        new UpdateRule.AdamW(0.9, 0.999, epsilon));
  }

  private Tensor loss() {
    Tensor first = Nn.relu(layer("input", data.inputs()));
    Tensor second = Nn.relu(layer("hidden", first));
    Tensor read = Nn.linear(second, weight("readout.weight"), null);
    return data.loss(read.mul((double) BASE_WIDTH / width).add(weight("readout.bias")));
  }

  private Tensor layer(String name, Tensor x) {
    return Nn.linear(x, weight(name + ".weight"), weight(name + ".bias"));
  }

  private Tensor weight(String name) {
    Tensor weight = weights.get(name);
    if (weight == null) {
      throw new IllegalStateException("no weight " + name);
    }
    return weight;
  }

  /** Trains and returns the loss afterwards. */
  private double train(int steps, double rate) {
    List<Tensor> trained = List.copyOf(weights.values());
    for (int step = 0; step < steps; step++) {
      try (Scope scope = Scope.open()) {
        adam.step(Autograd.gradients(loss(), trained, Autograd.Mode.FREE), rate);
      }
    }
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.on()) {
      double loss = loss().item();
      return Double.isFinite(loss) ? loss : Double.POSITIVE_INFINITY;
    }
  }

  private WidenedNetwork widened(double noise, long seed) {
    Map<String, Tensor> wide = new LinkedHashMap<>();
    try (NoGrad off = NoGrad.on();
        RandomSource random = RandomSource.of(seed, "noise")) {
      weights.forEach((name, value) -> wide.put(name, disturbed(name, value, noise, random)));
      WidenedNetwork result = new WidenedNetwork(data, 2 * width, wide);
      Map<String, Tensor> state = new LinkedHashMap<>();
      adam.state().forEach((name, value) -> state.put(name, moment(name, value)));
      result.adam.restore(state);
      return result;
    }
  }

  private Tensor disturbed(String name, Tensor value, double noise, RandomSource random) {
    Tensor copied = copied(name, value).mul(name.equals(HIDDEN) ? 0.5 : 1);
    double std =
        switch (name) {
          case "input.weight" -> Math.sqrt(2.0 / NoisyRegression.INPUTS);
          case HIDDEN -> Math.sqrt(2.0 / (2 * width));
          case "readout.weight" -> 1 / Math.sqrt((double) BASE_WIDTH);
          default -> 0;
        };
    return std == 0 ? copied : copied.add(Tensors.normal(random, copied.shape()).mul(noise * std));
  }

  /** Gradients of all tensors but the last bias are halved by the widening. */
  private static Tensor moment(String name, Tensor value) {
    String weight = name.substring(name.indexOf('.') + 1);
    if (name.startsWith("step.") || weight.equals("readout.bias")) {
      return value;
    }
    return copied(weight, value).mul(name.startsWith("first_moment.") ? 0.5 : 0.25);
  }

  /** Every axis that is a width, twice. */
  private static Tensor copied(String name, Tensor value) {
    return switch (name) {
      case "readout.bias" -> value.copy();
      case "readout.weight" -> twice(value, 1);
      case HIDDEN -> twice(twice(value, 0), 1);
      default -> twice(value, 0);
    };
  }

  private static Tensor twice(Tensor x, int axis) {
    return Tensors.cat(List.of(x, x), axis);
  }

  @Override
  public void close() {
    adam.close();
  }
}
