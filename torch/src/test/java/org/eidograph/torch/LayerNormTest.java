// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LayerNormTest {
  private static final double EPSILON = 1e-5;

  @Test
  void forwardAndBackwardEqualAutograd() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(5)) {
      Tensor x = Tensors.normal(random, 7, 64).add(3).leaf();
      Tensor weight = Tensors.normal(random, 64);
      Tensor bias = Tensors.normal(random, 64);
      Tensor dy = Tensors.normal(random, 7, 64).add(2);
      Tensor y = Nn.layerNorm(x, weight, bias, EPSILON);
      Tensor expected =
          Autograd.vectorJacobian(List.of(y), List.of(x), List.of(dy), Autograd.Mode.FREE).get(0);

      LayerNorm.Output output = LayerNorm.forward(x.detach(), weight, bias, EPSILON);
      Tensor actual = LayerNorm.backward(dy, x.detach(), output, weight);

      // 64 terms of float32: 64·2^-24 ≈ 4e-6 of the largest
      assertThat(output.y().maxAbsDifference(y.detach())).isLessThan(4e-6 * 8);
      assertThat(actual.maxAbsDifference(expected) / expected.abs().max().item()).isLessThan(4e-6);
    }
  }

  /** Of normalised rows mean and mean square are known, whatever came in. */
  @Test
  void rowsHaveMeanZeroAndVarianceOneBeforeWeightAndBias() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(6)) {
      Tensor x = Tensors.normal(random, 5, 512).mulInPlace(3).add(10);
      Tensor one = Tensors.ones(DType.FLOAT32, Device.CPU, 512);
      Tensor zero = Tensors.zeros(DType.FLOAT32, Device.CPU, 512);

      Tensor y = LayerNorm.forward(x, one, zero, 0).y();

      // float32 sums of 512 terms of order one: 512·2^-24 ≈ 3e-5
      assertThat(y.sum(1, false).abs().max().item() / 512).isLessThan(3e-5);
      assertThat(y.mul(y).sum(1, false).mul(1.0 / 512).add(-1).abs().max().item()).isLessThan(3e-5);
    }
  }
}
