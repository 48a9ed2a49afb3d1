// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.sweep;

import org.eidograph.torch.Nn;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/**
 * A regression that small networks learn: 128 standard normal points in 16 dimensions and the
 * standardised outputs of a teacher {@code Σ_j v_j·tanh(2·w_j·x)} of 8 units, w_j of covariance
 * I/16, v_j standard normal.
 *
 * <p>float32 and from a fixed seed, in the order of draws of {@code
 * interop/scaling/make_mlp_sweeps.py}, so that PyTorch sees the same numbers. Owns its tensors.
 *
 * @param points (128, 16)
 * @param targets (128, 1), mean 0 and variance 1
 */
record MlpTask(Tensor points, Tensor targets) implements AutoCloseable {
  static final int INPUTS = 16;
  static final int POINTS = 128;
  private static final int UNITS = 8;
  private static final long SEED = 0;

  static MlpTask draw() {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.on();
        RandomSource random = RandomSource.of(SEED)) {
      Tensor x = Tensors.normal(random, POINTS, INPUTS);
      Tensor teacher = Tensors.normal(random, UNITS, INPUTS).mulInPlace(1 / Math.sqrt(INPUTS));
      Tensor weights = Tensors.normal(random, 1, UNITS);
      Tensor y = Nn.linear(Nn.tanh(Nn.linear(x.mul(2), teacher, null)), weights, null);
      Tensor centred = y.sub(y.mean());
      double deviation = Math.sqrt(centred.pow(2).sum().item() / (POINTS - 1));
      return new MlpTask(x.keep(), centred.mul(1 / deviation).keep());
    }
  }

  @Override
  public void close() {
    points.close();
    targets.close();
  }
}
