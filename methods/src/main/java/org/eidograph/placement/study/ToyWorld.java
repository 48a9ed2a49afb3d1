// Licensed under the Apache License, Version 2.0.
package org.eidograph.placement.study;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eidograph.placement.FeatureNorms;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Nn;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/**
 * Points labelled by a random teacher and a network trained on them: inputs N(0, diag) with
 * standard deviations from 2 down to 0.2. Everything follows from the seed. Owns its tensors.
 */
final class ToyWorld implements AutoCloseable {
  private static final int POINTS = 2048;
  private static final int BATCH = 128;
  private static final int STEPS = 3000;
  private static final double RATE = 2e-3;
  private static final int ADAPTER_STEPS = 500;
  private static final double LARGEST_DEVIATION = 2;
  private static final double SMALLEST_DEVIATION = 0.2;

  private final long seed;
  private final Tensor x;
  private final Tensor y;
  private final ToyNet net;
  private final Map<ToyType, Double> untrainedScores;

  private ToyWorld(long seed, Tensor x, Tensor y, ToyNet net) {
    this.seed = seed;
    this.x = x;
    this.y = y;
    this.net = net;
    this.untrainedScores = scores(net);
  }

  /** Makes and trains one; takes some seconds. */
  static ToyWorld trained(long seed) {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(seed, "toy world");
        ToyNet teacher = ToyNet.random(random)) {
      Tensor x = Tensors.normal(random, POINTS, ToyNet.INPUTS).mul(deviations()).keep();
      Tensor y;
      try (NoGrad off = NoGrad.on()) {
        y = teacher.forward(x).keep();
      }
      ToyWorld world = new ToyWorld(seed, x, y, ToyNet.random(random));
      world.train();
      return world;
    }
  }

  private static Tensor deviations() {
    float[] values = new float[ToyNet.INPUTS];
    double step = (LARGEST_DEVIATION - SMALLEST_DEVIATION) / (values.length - 1);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (LARGEST_DEVIATION - i * step);
    }
    return Tensors.ofFloats(values, 1, values.length);
  }

  private void train() {
    ToyNet leaves = net.leaves();
    new ToyTraining(x, y, BATCH, seed).run(leaves.weights(), leaves::forward, RATE, STEPS);
  }

  long seed() {
    return seed;
  }

  /** Scores of the network as it started. */
  Map<ToyType, Double> untrainedScores() {
    return untrainedScores;
  }

  /** Scores of the trained network. */
  Map<ToyType, Double> trainedScores() {
    return scores(net);
  }

  /** The trained network with one type's weights replaced by random ones; the caller closes it. */
  ToyNet forgetting(ToyType type) {
    ToyNet copy = net.copy();
    try (RandomSource random = RandomSource.of(seed, "forget " + type)) {
      copy.forget(type, random);
    }
    return copy;
  }

  /** Mean score of each type's weights on all points. */
  Map<ToyType, Double> scores(ToyNet scored) {
    Map<String, Double> byName = new LinkedHashMap<>();
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.on()) {
      ToyNet.forward(
          x,
          (name, z) -> {
            Tensor weight = scored.weight(name);
            byName.put(name, FeatureNorms.score(weight, z));
            return Nn.linear(z, weight, null);
          });
    }
    Map<ToyType, Double> means = new EnumMap<>(ToyType.class);
    for (ToyType type : ToyType.values()) {
      means.put(type, ToyNet.names(type).stream().mapToDouble(byName::get).average().orElseThrow());
    }
    return means;
  }

  /**
   * Loss after training adapters on all weights of a type: Init[A], scale 1, one rate.
   *
   * @param base frozen
   */
  double adapt(ToyNet base, ToyType type, double learningRate) {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(seed, "adapters " + type)) {
      Map<String, Tensor> leaves = new LinkedHashMap<>();
      for (String name : ToyNet.names(type)) {
        Tensor a = Tensors.normal(random, type.rank(), type.inputs());
        leaves.put(name + ".A", a.mul(1 / Math.sqrt(type.inputs())).leaf());
        leaves.put(
            name + ".B",
            Tensors.zeros(DType.FLOAT32, Device.CPU, type.outputs(), type.rank()).leaf());
      }
      return new ToyTraining(x, y, BATCH, seed)
          .run(leaves, points -> adapted(base, leaves, points), learningRate, ADAPTER_STEPS);
    }
  }

  private static Tensor adapted(ToyNet base, Map<String, Tensor> leaves, Tensor points) {
    return ToyNet.forward(
        points,
        (name, z) -> {
          Tensor product = Nn.linear(z, base.weight(name), null);
          Tensor a = leaves.get(name + ".A");
          Tensor b = leaves.get(name + ".B");
          return a == null || b == null
              ? product
              : product.add(Nn.linear(Nn.linear(z, a, null), b, null));
        });
  }

  @Override
  public void close() {
    x.close();
    y.close();
    net.close();
  }
}
