// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.eidograph.theory.scaling.Fans;
import org.eidograph.theory.scaling.ScaledTensor;
import org.eidograph.theory.scaling.ScalingRecipe;
import org.eidograph.theory.scaling.TensorRole;
import org.eidograph.theory.scaling.TensorRule;
import org.eidograph.theory.scaling.TunedSettings;
import org.eidograph.theory.scaling.WeightedClip;

/**
 * A ReLU network with hand-written backward pass, whose tensors follow rules: {@code h ← ReLU(A·W·h
 * + b)}, outputs without ReLU.
 */
public final class SimulatedMlp {
  public final List<SimulatedTensor> weights;

  /** One bias for each weight, or empty. */
  public final List<SimulatedTensor> biases;

  private double[][][] inputs = new double[0][][]; // of each layer: (batch, fan_in)
  private double[][][] sums = new double[0][][]; // before ReLU: (batch, fan_out)

  public SimulatedMlp(List<SimulatedTensor> weights, List<SimulatedTensor> biases) {
    this.weights = weights;
    this.biases = biases;
  }

  /**
   * A network of constant hidden width whose tensors are scaled from a base width; weights start
   * with {@code gain/√fan_in} at the base (readout: {@code 1/√fan_in}).
   */
  public static SimulatedMlp scaled(
      Shape shape, ScalingRecipe recipe, TunedSettings tuned, RandomGenerator random) {
    List<SimulatedTensor> weights = new ArrayList<>();
    List<SimulatedTensor> biases = new ArrayList<>();
    for (int layer = 0; layer < shape.layers(); layer++) {
      boolean last = layer == shape.layers() - 1;
      ScaledTensor tensor = shape.tensor(layer);
      double std = (last ? 1 : shape.gain()) / Math.sqrt((double) tensor.base().in());
      TunedSettings own =
          new TunedSettings(tuned.learningRate(), tuned.weightDecay(), tuned.epsilon(), std);
      Fans fans = tensor.target();
      weights.add(tensorOf((int) fans.out(), (int) fans.in(), recipe, tensor, own).draw(random));
      if (shape.biases()) {
        TensorRole role = last ? TensorRole.FIXED : TensorRole.VECTOR;
        ScaledTensor bias =
            new ScaledTensor(
                role, Fans.vector(tensor.base().out()), Fans.vector(fans.out()), false);
        biases.add(tensorOf((int) fans.out(), 1, recipe, bias, own));
      }
    }
    return new SimulatedMlp(weights, biases);
  }

  private static SimulatedTensor tensorOf(
      int out, int in, ScalingRecipe recipe, ScaledTensor tensor, TunedSettings tuned) {
    TensorRule rule = recipe.rule(tensor, tuned, 1);
    return new SimulatedTensor(out, in, rule, recipe.optimizer().forRole(tensor.role()));
  }

  /** Lengths of a network and of its base. */
  public record Shape(
      int inputs, int base, int width, int outputs, int layers, double gain, boolean biases) {
    ScaledTensor tensor(int layer) {
      if (layer == 0) {
        return new ScaledTensor(
            TensorRole.EMBEDDING, new Fans(base, inputs), new Fans(width, inputs), false);
      }
      if (layer == layers - 1) {
        return new ScaledTensor(
            TensorRole.READOUT, new Fans(outputs, base), new Fans(outputs, width), false);
      }
      return ScaledTensor.square(TensorRole.HIDDEN, base, width);
    }
  }

  public List<SimulatedTensor> tensors() {
    List<SimulatedTensor> all = new ArrayList<>(weights);
    all.addAll(biases);
    return all;
  }

  /** Sums of every layer before ReLU, the last being the outputs: [layer][sample][unit]. */
  public double[][][] forward(double[][] batch) {
    inputs = new double[weights.size()][][];
    sums = new double[weights.size()][][];
    double[][] hidden = batch;
    for (int layer = 0; layer < weights.size(); layer++) {
      inputs[layer] = hidden;
      sums[layer] = affine(layer, hidden);
      hidden = relu(sums[layer]);
    }
    return sums;
  }

  private double[][] affine(int layer, double[][] hidden) {
    SimulatedTensor weight = weights.get(layer);
    double multiplier = weight.rule.forwardMultiplier();
    double[][] result = new double[hidden.length][weight.out];
    for (int sample = 0; sample < hidden.length; sample++) {
      double[] h = hidden[sample];
      for (int o = 0; o < weight.out; o++) {
        double sum = 0;
        int row = o * weight.in;
        for (int i = 0; i < weight.in; i++) {
          sum += weight.values[row + i] * h[i];
        }
        result[sample][o] = multiplier * sum + bias(layer, o);
      }
    }
    return result;
  }

  private double bias(int layer, int unit) {
    if (biases.isEmpty()) {
      return 0;
    }
    SimulatedTensor bias = biases.get(layer);
    return bias.rule.forwardMultiplier() * bias.values[unit];
  }

  /** Fills all gradients from the gradient of the outputs after a {@link #forward}. */
  public void backward(double[][] outputGradient) {
    tensors().forEach(SimulatedTensor::clearGradient);
    double[][] delta = outputGradient;
    for (int layer = weights.size() - 1; layer >= 0; layer--) {
      accumulate(layer, delta);
      if (layer > 0) {
        delta = throughRelu(backThrough(layer, delta), sums[layer - 1]);
      }
    }
  }

  private void accumulate(int layer, double[][] delta) {
    SimulatedTensor weight = weights.get(layer);
    double multiplier = weight.rule.forwardMultiplier();
    for (int sample = 0; sample < delta.length; sample++) {
      double[] h = inputs[layer][sample];
      for (int o = 0; o < weight.out; o++) {
        double d = delta[sample][o] * multiplier;
        int row = o * weight.in;
        for (int i = 0; i < weight.in; i++) {
          weight.gradient[row + i] += d * h[i];
        }
        if (!biases.isEmpty()) {
          SimulatedTensor bias = biases.get(layer);
          bias.gradient[o] += delta[sample][o] * bias.rule.forwardMultiplier();
        }
      }
    }
  }

  private double[][] backThrough(int layer, double[][] delta) {
    SimulatedTensor weight = weights.get(layer);
    double multiplier = weight.rule.forwardMultiplier();
    double[][] result = new double[delta.length][weight.in];
    for (int sample = 0; sample < delta.length; sample++) {
      for (int o = 0; o < weight.out; o++) {
        double d = delta[sample][o] * multiplier;
        int row = o * weight.in;
        for (int i = 0; i < weight.in; i++) {
          result[sample][i] += d * weight.values[row + i];
        }
      }
    }
    return result;
  }

  /** One step of every tensor; a clip threshold of 0 means no clipping. */
  public void step(double momentum, double secondMomentDecay, double clipThreshold) {
    double clip = 1;
    if (clipThreshold > 0) {
      double[] norms =
          tensors().stream().mapToDouble(SimulatedTensor::squaredGradientNorm).toArray();
      double[] weightsOfNorms =
          tensors().stream().mapToDouble(tensor -> tensor.rule.clipWeight()).toArray();
      clip = WeightedClip.factor(norms, weightsOfNorms, clipThreshold);
    }
    for (SimulatedTensor tensor : tensors()) {
      tensor.step(momentum, secondMomentDecay, clip);
    }
  }

  private static double[][] relu(double[][] sums) {
    double[][] result = new double[sums.length][];
    for (int sample = 0; sample < sums.length; sample++) {
      result[sample] = sums[sample].clone();
      for (int i = 0; i < result[sample].length; i++) {
        result[sample][i] = Math.max(0, result[sample][i]);
      }
    }
    return result;
  }

  private static double[][] throughRelu(double[][] gradient, double[][] sums) {
    for (int sample = 0; sample < gradient.length; sample++) {
      for (int i = 0; i < gradient[sample].length; i++) {
        if (sums[sample][i] <= 0) {
          gradient[sample][i] = 0;
        }
      }
    }
    return gradient;
  }
}
