// Licensed under the Apache License, Version 2.0.
package org.eidograph.placement.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Nn;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/**
 * A residual network small enough to train in seconds, with three kinds of weights.
 *
 * <pre>
 * h = in·x;   three times:  h += tanh(mix·rms(h)),  h += down·relu(up·rms(h));   y = out·rms(h)
 * </pre>
 *
 * <p>16 inputs, width 64, inner width 128, 8 outputs; {@code rms(h) = h/√mean(h²)}. float32. Owns
 * its weights, which {@link #close} frees.
 */
final class ToyNet implements AutoCloseable {
  static final int INPUTS = 16;
  static final int WIDTH = 64;
  static final int INNER = 128;
  static final int OUTPUTS = 8;
  static final int BLOCKS = 3;
  private static final double EPSILON = 1e-6;

  private final Map<String, Tensor> weights;

  private ToyNet(Map<String, Tensor> weights) {
    this.weights = weights;
  }

  /** Random weights of standard deviation 1/√in. */
  static ToyNet random(RandomSource random) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    try (Scope scope = Scope.open()) {
      weights.put("in", normal(random, WIDTH, INPUTS));
      for (int block = 0; block < BLOCKS; block++) {
        for (ToyType type : ToyType.values()) {
          weights.put(name(type, block), normal(random, type.outputs(), type.inputs()));
        }
      }
      weights.put("out", normal(random, OUTPUTS, WIDTH));
    }
    return new ToyNet(weights);
  }

  private static Tensor normal(RandomSource random, int outputs, int inputs) {
    return Tensors.normal(random, outputs, inputs).mul(1 / Math.sqrt(inputs)).keep();
  }

  /** The same weights in memory of their own. */
  ToyNet copy() {
    Map<String, Tensor> copies = new LinkedHashMap<>();
    try (Scope scope = Scope.open()) {
      weights.forEach((name, weight) -> copies.put(name, weight.copy().keep()));
    }
    return new ToyNet(copies);
  }

  /** The same weights in the same memory, as leaves of the current scope that record gradients. */
  ToyNet leaves() {
    Map<String, Tensor> leaves = new LinkedHashMap<>();
    weights.forEach((name, weight) -> leaves.put(name, weight.leaf()));
    return new ToyNet(leaves);
  }

  /** Names of a type's weights, block by block. */
  static List<String> names(ToyType type) {
    List<String> names = new ArrayList<>();
    for (int block = 0; block < BLOCKS; block++) {
      names.add(name(type, block));
    }
    return names;
  }

  private static String name(ToyType type, int block) {
    return type.name() + "." + block;
  }

  /** All weights by name; this network's own. */
  Map<String, Tensor> weights() {
    return weights;
  }

  /** Replaces all weights of a type by random ones of the same Frobenius norms. */
  void forget(ToyType type, RandomSource random) {
    try (Scope scope = Scope.open()) {
      for (String name : names(type)) {
        Tensor weight = weight(name);
        Tensor fresh = Tensors.normal(random, weight.shape());
        weight.copyFromInPlace(fresh.mul(weight.norm().item() / fresh.norm().item()));
      }
    }
  }

  Tensor weight(String name) {
    Tensor weight = weights.get(name);
    if (weight == null) {
      throw new IllegalArgumentException("the network has no weight " + name);
    }
    return weight;
  }

  /**
   * The network's output with each product {@code W·z} computed by the caller.
   *
   * @param x (M, 16)
   * @param product from a weight's name and its inputs (M, in) to (M, out)
   * @return (M, 8)
   */
  static Tensor forward(Tensor x, BiFunction<String, Tensor, Tensor> product) {
    Tensor h = product.apply("in", x);
    for (int block = 0; block < BLOCKS; block++) {
      h = h.add(Nn.tanh(product.apply(name(ToyType.MIX, block), rms(h))));
      Tensor inner = Nn.relu(product.apply(name(ToyType.UP, block), rms(h)));
      h = h.add(product.apply(name(ToyType.DOWN, block), inner));
    }
    return product.apply("out", rms(h));
  }

  /** The network's output, (M, 16) to (M, 8). */
  Tensor forward(Tensor x) {
    return forward(x, (name, z) -> Nn.linear(z, weight(name), null));
  }

  private static Tensor rms(Tensor h) {
    return Nn.rmsNorm(h, Tensors.ones(DType.FLOAT32, Device.CPU, WIDTH), EPSILON);
  }

  @Override
  public void close() {
    weights.values().forEach(Tensor::close);
  }
}
