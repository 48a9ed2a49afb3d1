// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen.study;

import org.eidograph.torch.Nn;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/**
 * 512 points of {@code Σ_j v_j·tanh(2·w_j·x)} with eight units and sixteen inputs, standardised,
 * with noise of 0.3.
 *
 * @param inputs (M, 16)
 * @param targets (M, 1)
 */
record NoisyRegression(Tensor inputs, Tensor targets) implements AutoCloseable {
  /** Input features. */
  static final int INPUTS = 16;

  private static final int POINTS = 512;
  private static final int UNITS = 8;
  private static final double NOISE = 0.3;

  static NoisyRegression draw(long seed) {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(seed, "regression")) {
      Tensor x = Tensors.normal(random, POINTS, INPUTS);
      Tensor w = Tensors.normal(random, UNITS, INPUTS).mul(1 / Math.sqrt(INPUTS));
      Tensor v = Tensors.normal(random, UNITS, 1);
      Tensor y = Nn.tanh(x.matmul(w.t()).mul(2)).matmul(v);
      Tensor centred = y.sub(y.mean());
      Tensor standard = centred.mul(centred.pow(2).mean().rsqrt());
      Tensor noisy = standard.add(Tensors.normal(random, POINTS, 1).mul(NOISE));
      return new NoisyRegression(x.keep(), noisy.keep());
    }
  }

  /** Half the mean squared error. */
  Tensor loss(Tensor outputs) {
    return outputs.sub(targets).pow(2).mean().mul(0.5);
  }

  @Override
  public void close() {
    inputs.close();
    targets.close();
  }
}
