// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.eidograph.theory.signal.Initialization;
import org.eidograph.torch.Autograd;
import org.eidograph.torch.Nn;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Optimizer;
import org.eidograph.torch.ParameterGroup;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/**
 * One plain network of fifty layers and width 64, trained by Adam on the squared error to tell the
 * sides of a random hyperplane apart: 256 points in 20 dimensions, 300 steps of 64 points.
 */
final class DeepNetworkRun {
  private static final int DEPTH = 50;
  private static final int WIDTH = 64;
  private static final int DIMENSION = 20;
  private static final int POINTS = 256;
  private static final int BATCH = 64;
  private static final int STEPS = 300;

  /** Steps between two measurements of the loss. */
  static final int EVERY = 10;

  /** A loss beyond this has diverged; so that a geometric mean stays finite. */
  private static final double LARGEST = 1e6;

  private final Start start;
  private final Tensor inputs;
  private final Tensor labels;
  private final List<Tensor> weights = new ArrayList<>();
  private final List<Tensor> biases = new ArrayList<>();

  /**
   * Where a network starts.
   *
   * @param tanh tanh, else ReLU
   * @param init σ_w and σ_b
   * @param inputVariance mean square of an input's coordinates
   */
  record Start(boolean tanh, Initialization init, double inputVariance) {}

  private DeepNetworkRun(Start start, long seed) {
    this.start = start;
    try (RandomSource data = RandomSource.of(seed, "points");
        RandomSource random = RandomSource.of(seed, "start")) {
      Tensor points = Tensors.normal(data, POINTS, DIMENSION);
      Tensor plane = Tensors.normal(data, DIMENSION, 1);
      this.labels = signs(points.matmul(plane));
      this.inputs = points.mul(Math.sqrt(start.inputVariance()));
      for (int l = 0; l < DEPTH; l++) {
        int in = l == 0 ? DIMENSION : WIDTH;
        int out = l == DEPTH - 1 ? 1 : WIDTH;
        double scale = start.init().sigmaW() / Math.sqrt(in);
        weights.add(Tensors.normal(random, out, in).mul(scale).leaf());
        biases.add(Tensors.normal(random, out).mul(start.init().sigmaB()).leaf());
      }
    }
  }

  private static Tensor signs(Tensor values) {
    float[] signs = values.toFloats();
    for (int i = 0; i < signs.length; i++) {
      signs[i] = signs[i] < 0 ? -1 : 1;
    }
    return Tensors.ofFloats(signs, values.shape());
  }

  /** The loss on all points every ten steps, over that of answering 0. */
  static double[] of(Start start, double rate, long seed) {
    try (Scope scope = Scope.open()) {
      return new DeepNetworkRun(start, seed).train(rate, seed);
    }
  }

  private double[] train(double rate, long seed) {
    long[] drawn =
        new SplittableRandom(RandomSource.derive(seed, "batches"))
            .longs((long) STEPS * BATCH, 0, POINTS)
            .toArray();
    Tensor order = Tensors.ofLongs(drawn, STEPS, BATCH);
    Map<String, Tensor> parameters = parameters();
    List<Tensor> trained = List.copyOf(parameters.values());
    double[] curve = new double[STEPS / EVERY + 1];
    curve[0] = loss();
    ParameterGroup group = ParameterGroup.adamW("all", parameters, rate, 0);
    try (Optimizer adam = new Optimizer(List.of(group))) {
      for (int step = 0; step < STEPS; step++) {
        try (Scope scope = Scope.open()) {
          Tensor index = order.select(0, step);
          Tensor loss = error(inputs.indexSelect(0, index), labels.indexSelect(0, index));
          adam.step(Autograd.gradients(loss, trained, Autograd.Mode.FREE), 1);
        }
        if ((step + 1) % EVERY == 0) {
          curve[(step + 1) / EVERY] = loss();
        }
      }
    }
    return curve;
  }

  private Map<String, Tensor> parameters() {
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    for (int l = 0; l < DEPTH; l++) {
      parameters.put("weight" + l, weights.get(l));
      parameters.put("bias" + l, biases.get(l));
    }
    return parameters;
  }

  private double loss() {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.on()) {
      double loss = error(inputs, labels).item(); // labels are ±1, so answering 0 costs 1
      return loss < LARGEST ? loss : LARGEST;
    }
  }

  private Tensor error(Tensor x, Tensor y) {
    Tensor h = x;
    for (int l = 0; l < DEPTH; l++) {
      Tensor input = h;
      if (l > 0) {
        input = start.tanh() ? Nn.tanh(h) : Nn.relu(h);
      }
      h = Nn.linear(input, weights.get(l), biases.get(l));
    }
    return h.sub(y).pow(2).mean();
  }
}
