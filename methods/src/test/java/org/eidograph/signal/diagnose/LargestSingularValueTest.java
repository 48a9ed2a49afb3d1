// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.LinearAlgebra;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.junit.jupiter.api.Test;

class LargestSingularValueTest {
  private static double lanczos(Tensor matrix, Tensor start, int iterations) {
    return LargestSingularValue.of(matrix::matmul, u -> matrix.t().matmul(u), start, iterations);
  }

  /** A Gaussian matrix is the hard case: no gap behind its largest value. */
  @Test
  void comesFromBelowWithinAPercentOnAMatrixWithoutAGap() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(1)) {
      Tensor matrix = Tensors.normal(random, 90, 120);
      double exact = LinearAlgebra.svd(matrix).s().toDoubles()[0];

      double found = lanczos(matrix, Tensors.normal(random, 120), 20);

      assertThat(found).isLessThanOrEqualTo(exact * (1 + 1e-5)); // rounding of float32
      assertThat(found).isCloseTo(exact, Percentage.withPercentage(1));
    }
  }

  @Test
  void isNeverFurtherOffThanPowerIterationFromTheSameStart() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(2)) {
      Tensor matrix = Tensors.normal(random, 60, 60);
      Tensor start = Tensors.normal(random, 60);
      Tensor v = start.mul(1 / start.norm().item());
      double power = 0;
      for (int i = 0; i < 5; i++) {
        Tensor u = matrix.matmul(v);
        power = u.norm().item();
        Tensor back = matrix.t().matmul(u);
        v = back.mul(1 / back.norm().item());
      }

      assertThat(lanczos(matrix, start, 5)).isGreaterThan(power);
    }
  }

  /** The span is exhausted after two steps; the rest is rounding and must not enter. */
  @Test
  void isExactOnAMatrixOfRankTwo() {
    try (Scope scope = Scope.open()) {
      Tensor matrix = Tensors.zeros(DType.FLOAT32, Device.CPU, 5, 5);
      matrix.select(0, 1).select(0, 3).fillInPlace(7);
      matrix.select(0, 4).select(0, 0).fillInPlace(-2);

      double found = lanczos(matrix, Tensors.ofFloats(new float[] {1, 1, 1, 1, 1}, 5), 12);

      assertThat(found).isCloseTo(7, within(1e-5));
    }
  }
}
