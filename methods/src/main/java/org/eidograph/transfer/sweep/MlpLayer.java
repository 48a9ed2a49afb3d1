// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.sweep;

import org.eidograph.theory.scaling.TensorRule;
import org.eidograph.torch.DType;
import org.eidograph.torch.DenseProducts;
import org.eidograph.torch.Device;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/**
 * One dense layer of a swept network, {@code z = A_w·h·Wᵀ + A_b·b}, with its rules.
 *
 * @param weight W, (out, in)
 * @param bias b, (out), zero at the start
 * @param weightRule A_w and the rest
 * @param biasRule A_b and the rest
 */
record MlpLayer(Tensor weight, Tensor bias, TensorRule weightRule, TensorRule biasRule) {

  /** Draws the weight with the deviation of its rule. */
  static MlpLayer draw(
      long out, long in, TensorRule weightRule, TensorRule biasRule, RandomSource random) {
    return new MlpLayer(
        Tensors.normal(random, out, in).mulInPlace(weightRule.initStd()),
        Tensors.zeros(DType.FLOAT32, Device.CPU, out),
        weightRule,
        biasRule);
  }

  /**
   * z of a batch.
   *
   * @param input h, (batch, in)
   */
  Tensor forward(Tensor input) {
    boolean plain = weightRule.forwardMultiplier() == 1 && biasRule.forwardMultiplier() == 1;
    if (plain) {
      return DenseProducts.forward(input, weight, bias);
    }
    return DenseProducts.forward(input, weight, null)
        .mulInPlace(weightRule.forwardMultiplier())
        .addInPlace(bias, biasRule.forwardMultiplier());
  }

  /** The gradient by b, (out), from that by z, (batch, out). */
  Tensor biasGradient(Tensor delta) {
    return times(delta.sum(0, false), biasRule.forwardMultiplier());
  }

  /** The gradient by {@code h·Wᵀ}, in the memory of that by z: both gradients below need it. */
  Tensor productGradient(Tensor delta) {
    return times(delta, weightRule.forwardMultiplier());
  }

  private static Tensor times(Tensor tensor, double factor) {
    return factor == 1 ? tensor : tensor.mulInPlace(factor);
  }

  /**
   * One step of gradient descent with L2 decay, {@code W ← W·(1 − η·λ) − η·g}: the gradient goes
   * into the weight as the product that it is, without being stored.
   *
   * @param gradient of {@link #productGradient}
   * @param biasGradient of {@link #biasGradient}
   * @param input h, (batch, in)
   */
  void descend(Tensor gradient, Tensor biasGradient, Tensor input) {
    decay(weight, weightRule);
    decay(bias, biasRule);
    weight.addMatmulInPlace(gradient.t(), input, -weightRule.learningRate());
    bias.addInPlace(biasGradient, -biasRule.learningRate());
  }

  private static void decay(Tensor parameter, TensorRule rule) {
    if (rule.weightDecay() != 0) {
      parameter.mulInPlace(1 - rule.learningRate() * rule.weightDecay());
    }
  }
}
