// Licensed under the Apache License, Version 2.0.
package org.eidograph.placement.study;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.eidograph.torch.Autograd;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Optimizer;
import org.eidograph.torch.ParameterGroup;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/**
 * Regression on fixed points by Adam at a constant rate, batches drawn with replacement.
 *
 * @param x (N, 16)
 * @param y (N, 8)
 * @param batch points of a step
 * @param seed of the batches
 */
record ToyTraining(Tensor x, Tensor y, int batch, long seed) {
  /**
   * Trains leaves in place.
   *
   * @param leaves by name
   * @param model from points to predictions, through the leaves
   * @return mean squared error on all points afterwards
   */
  double run(
      Map<String, Tensor> leaves, UnaryOperator<Tensor> model, double learningRate, int steps) {
    List<Tensor> inputs = List.copyOf(leaves.values());
    ParameterGroup group = ParameterGroup.adamW("all", leaves, learningRate, 0);
    try (Scope outer = Scope.open();
        Optimizer adam = new Optimizer(List.of(group))) {
      long[] drawn = new SplittableRandom(seed).longs((long) steps * batch, 0, x.size(0)).toArray();
      Tensor order = Tensors.ofLongs(drawn, steps, batch);
      for (int step = 0; step < steps; step++) {
        try (Scope scope = Scope.open()) {
          Tensor index = order.select(0, step);
          Tensor loss = error(model.apply(x.indexSelect(0, index)), y.indexSelect(0, index));
          adam.step(Autograd.gradients(loss, inputs, Autograd.Mode.FREE), 1);
        }
      }
      try (NoGrad off = NoGrad.on()) {
        return error(model.apply(x), y).item();
      }
    }
  }

  private static Tensor error(Tensor prediction, Tensor wanted) {
    return prediction.sub(wanted).pow(2).mean();
  }
}
