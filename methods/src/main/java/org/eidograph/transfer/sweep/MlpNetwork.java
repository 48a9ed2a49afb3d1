// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.sweep;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.theory.scaling.Fans;
import org.eidograph.theory.scaling.ScaledTensor;
import org.eidograph.theory.scaling.ScalingRecipe;
import org.eidograph.theory.scaling.TensorRole;
import org.eidograph.theory.scaling.TensorRule;
import org.eidograph.theory.scaling.TunedSettings;
import org.eidograph.torch.DenseProducts;
import org.eidograph.torch.Nn;
import org.eidograph.torch.Optimizer;
import org.eidograph.torch.ParameterGroup;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.UpdateRule;

/**
 * A ReLU network of two hidden layers with biases and one output, trained on the whole task at each
 * step; gradients are written out, so that nothing is recorded.
 *
 * <p>At its base width weights start as {@code N(0, 2/fan_in)}, the readout as {@code N(0,
 * 1/fan_in)}, biases at 0. Its tensors belong to the scope in which it is made.
 */
final class MlpNetwork implements AutoCloseable {
  private static final double EPSILON = 1e-8;

  private final List<MlpLayer> layers;
  private final ScalingRecipe recipe;
  private final Optimizer adam;

  private MlpNetwork(List<MlpLayer> layers, ScalingRecipe recipe) {
    this.layers = layers;
    this.recipe = recipe;
    this.adam = new Optimizer(descends() ? List.of() : groups(layers));
  }

  /**
   * How long its layers are.
   *
   * @param width n
   * @param base n₀, at most n
   */
  record Shape(int width, int base) {}

  /** Draws in the order first, second, readout, from one stream. */
  static MlpNetwork draw(Shape shape, ScalingRecipe recipe, Cell cell) {
    try (RandomSource random = RandomSource.of(cell.seed())) {
      int n = shape.width();
      int inputs = MlpTask.INPUTS;
      int base = shape.base();
      Draw draw = new Draw(recipe, cell, random);
      List<MlpLayer> layers = new ArrayList<>();
      layers.add(
          draw.layer(
              new ScaledTensor(
                  TensorRole.EMBEDDING, new Fans(base, inputs), new Fans(n, inputs), false),
              TensorRole.VECTOR,
              Math.sqrt(2.0 / inputs)));
      layers.add(
          draw.layer(
              ScaledTensor.square(TensorRole.HIDDEN, base, n),
              TensorRole.VECTOR,
              Math.sqrt(2.0 / base)));
      layers.add(
          draw.layer(
              new ScaledTensor(TensorRole.READOUT, new Fans(1, base), new Fans(1, n), false),
              TensorRole.FIXED,
              1 / Math.sqrt(base)));
      return new MlpNetwork(layers, recipe);
    }
  }

  /** What all layers of a draw share. */
  private record Draw(ScalingRecipe recipe, Cell cell, RandomSource random) {
    MlpLayer layer(ScaledTensor weight, TensorRole biasRole, double std) {
      ScaledTensor bias =
          new ScaledTensor(
              biasRole,
              Fans.vector(weight.base().out()),
              Fans.vector(weight.target().out()),
              false);
      TensorRule biasRule = rule(bias, 0, 0); // biases start at 0 and are not decayed
      return MlpLayer.draw(
          weight.target().out(),
          weight.target().in(),
          rule(weight, std, cell.arm().weightDecay()),
          biasRule,
          random);
    }

    private TensorRule rule(ScaledTensor tensor, double std, double decay) {
      return recipe.rule(tensor, new TunedSettings(cell.learningRate(), decay, EPSILON, std), 1);
    }
  }

  /** Tensors of equal rates together, since every group is a call. */
  private static List<ParameterGroup> groups(List<MlpLayer> layers) {
    Map<Pace, Map<String, Tensor>> alike = new LinkedHashMap<>();
    for (int l = 0; l < layers.size(); l++) {
      MlpLayer layer = layers.get(l);
      named(alike, layer.weightRule()).put(weightName(l), layer.weight());
      named(alike, layer.biasRule()).put(biasName(l), layer.bias());
    }
    List<ParameterGroup> groups = new ArrayList<>();
    alike.forEach((pace, named) -> groups.add(pace.group("group " + groups.size(), named)));
    return groups;
  }

  private static Map<String, Tensor> named(Map<Pace, Map<String, Tensor>> alike, TensorRule rule) {
    Pace pace = new Pace(rule.learningRate(), rule.weightDecay(), rule.epsilon());
    return alike.computeIfAbsent(pace, any -> new LinkedHashMap<>());
  }

  /** What of a rule Adam's step depends on. */
  private record Pace(double learningRate, double weightDecay, double epsilon) {
    ParameterGroup group(String name, Map<String, Tensor> parameters) {
      UpdateRule adam = UpdateRule.AdamW.DEFAULT.withEpsilon(epsilon);
      return new ParameterGroup(name, parameters, learningRate, weightDecay, adam);
    }
  }

  private static String weightName(int layer) {
    return "weight " + layer;
  }

  private static String biasName(int layer) {
    return "bias " + layer;
  }

  private boolean descends() {
    return recipe.optimizer().degree() == 1;
  }

  /** {@code Σ(f − y)²/2N} before the step that it takes. */
  double step(MlpTask task) {
    Pass pass = pass(task);
    // d(loss)/df = (f − y)/N
    Tensor delta = pass.residual().mul(1.0 / MlpTask.POINTS);
    Map<String, Tensor> gradients = new HashMap<>();
    for (int l = layers.size() - 1; l >= 0; l--) {
      MlpLayer layer = layers.get(l);
      Tensor input = pass.inputs().get(l);
      Tensor bias = layer.biasGradient(delta); // first, while delta is still in a cache
      Tensor gradient = layer.productGradient(delta);
      delta = l == 0 ? gradient : below(layer, gradient, input);
      if (descends()) {
        layer.descend(gradient, bias, input);
      } else {
        gradients.put(biasName(l), bias);
        gradients.put(weightName(l), DenseProducts.weightGradient(gradient, input));
      }
    }
    if (!descends()) {
      adam.step(adam.names().stream().map(gradients::get).toList(), 1);
    }
    return pass.loss();
  }

  /** The gradient by what the layer below gave before its ReLU. */
  private static Tensor below(MlpLayer layer, Tensor gradient, Tensor input) {
    // ReLU's derivative is that of its own output: 1 where it is positive
    return Nn.reluBackwardInPlace(DenseProducts.inputGradient(gradient, layer.weight()), input);
  }

  /** The loss of the weights as they are. */
  double loss(MlpTask task) {
    return pass(task).loss();
  }

  /**
   * A forward pass.
   *
   * @param inputs h of each layer, (N, in)
   * @param residual f − y, (N, 1)
   */
  private record Pass(List<Tensor> inputs, Tensor residual) {
    double loss() {
      return residual.pow(2).sum().item() / (2.0 * MlpTask.POINTS);
    }
  }

  private Pass pass(MlpTask task) {
    List<Tensor> inputs = new ArrayList<>(List.of(task.points()));
    int readout = layers.size() - 1;
    for (MlpLayer layer : layers.subList(0, readout)) {
      inputs.add(Nn.reluInPlace(layer.forward(inputs.get(inputs.size() - 1))));
    }
    return new Pass(inputs, layers.get(readout).forward(inputs.get(readout)).sub(task.targets()));
  }

  @Override
  public void close() {
    adam.close();
  }
}
