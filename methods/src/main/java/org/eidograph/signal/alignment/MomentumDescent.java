// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.alignment;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.signal.finite.FiniteMlp;
import org.eidograph.signal.finite.LabelledImages;
import org.eidograph.torch.Autograd;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/**
 * Stochastic gradient descent on the mean cross-entropy: {@code v ← μ·v + g, w ← w − η·v}, float64,
 * weights changed in place.
 */
final class MomentumDescent implements AutoCloseable {
  private final FiniteMlp network;
  private final Tensor inputs;
  private final int[] labels;
  private final double learningRate;
  private final double momentum;
  private final List<Tensor> velocities = new ArrayList<>();

  MomentumDescent(FiniteMlp network, LabelledImages train, double learningRate, double momentum) {
    this.network = network;
    this.labels = train.labels();
    this.learningRate = learningRate;
    this.momentum = momentum;
    try (Scope scope = Scope.open()) {
      this.inputs = train.tensor().keep();
      network.parameters().forEach(p -> velocities.add(Tensors.zerosLike(p).keep()));
    }
  }

  /** One step on a batch drawn with replacement. */
  void step(int batch, RandomSource random) {
    try (Scope scope = Scope.open()) {
      long[] drawn = draw(batch, random);
      int[] wanted = new int[batch];
      for (int i = 0; i < batch; i++) {
        wanted[i] = labels[(int) drawn[i]];
      }
      FiniteMlp leaves = network.leaves();
      Tensor x = inputs.indexSelect(0, Tensors.ofLongs(drawn, batch));
      List<Tensor> gradients =
          Autograd.gradients(loss(leaves, x, wanted), leaves.parameters(), Autograd.Mode.FREE);
      update(gradients);
    }
  }

  private long[] draw(int batch, RandomSource random) {
    double half = labels.length / 2.0;
    double[] places = Tensors.uniform(random, half, batch).toDoubles();
    long[] drawn = new long[batch];
    for (int i = 0; i < batch; i++) {
      // float32 may round the upper end up to N itself
      drawn[i] = Math.max(0, Math.min(labels.length - 1, (long) Math.floor(places[i] + half)));
    }
    return drawn;
  }

  private void update(List<Tensor> gradients) {
    try (NoGrad off = NoGrad.on()) {
      List<Tensor> parameters = network.parameters();
      for (int p = 0; p < gradients.size(); p++) {
        Tensor velocity = velocities.get(p);
        velocity.mulInPlace(momentum).addInPlace(gradients.get(p));
        parameters.get(p).addInPlace(velocity, -learningRate);
      }
    }
  }

  /** Mean cross-entropy, a scalar. */
  static Tensor loss(FiniteMlp network, Tensor x, int[] labels) {
    Tensor logits = network.forward(x);
    Tensor index = Tensors.ofInts(labels, Device.CPU).reshape(labels.length, 1);
    return logits.logSoftmax(1).gather(1, index).mean().neg().to(DType.FLOAT64);
  }

  @Override
  public void close() {
    inputs.close();
    velocities.forEach(Tensor::close);
  }
}
