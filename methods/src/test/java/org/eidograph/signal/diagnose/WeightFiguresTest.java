// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.eidograph.model.ModulePath;
import org.eidograph.model.ModuleType;
import org.eidograph.model.Parameter;
import org.eidograph.model.ParameterRole;
import org.eidograph.model.nn.Linear;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.LinearAlgebra;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightFiguresTest {
  private static WeightFigures figures(Tensor weight) {
    ModulePath path = new ModulePath("m", ModuleType.UP, 0);
    try (Parameter parameter =
        new Parameter("m.weight", ParameterRole.HIDDEN, path, weight.keep())) {
      Linear linear = new Linear(path, parameter, null, false);
      return WeightFigures.of(new ModulePart(path, linear, 0, weight.size(0)), 0);
    }
  }

  /** A Gaussian matrix: its variance, its edge, and its exact singular values. */
  @ParameterizedTest
  @CsvSource({"200, 300", "300, 200"})
  void aGaussianMatrixLiesAtItsEdge(int outputs, int inputs) {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(1)) {
      Tensor weight = Tensors.normal(random, outputs, inputs).mul(1.5 / Math.sqrt(inputs));
      double[] exact = LinearAlgebra.svd(weight).s().toDoubles();

      WeightFigures found = figures(weight);

      // σ² = 2.25; the mean of 60 000 squares has a relative deviation of √(2/60000) = 0.6 %
      assertThat(found.variance()).isCloseTo(2.25, Percentage.withPercentage(3));
      assertThat(found.norm()).isCloseTo(exact[0], Percentage.withPercentage(1));
      assertThat(found.overEdge()).isCloseTo(1, within(0.05)); // fluctuates like n^(−2/3) = 0.03
      assertThat(found.outliers()).isZero();
      assertThat(found.biasRms()).isNull();
      double frobenius = weight.norm().item();
      assertThat(found.stableRank())
          .isCloseTo(Math.pow(frobenius / exact[0], 2), Percentage.withPercentage(2));
    }
  }

  /** A shared component θ ≫ 1 makes an outlier at θ + 1/θ. */
  @Test
  void aSharedComponentIsAnOutlier() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(2)) {
      int n = 200;
      Tensor shared = Tensors.ones(DType.FLOAT32, Device.CPU, n, n).mul(4.0 / n);
      Tensor weight = Tensors.normal(random, n, n).mul(1 / Math.sqrt(n)).add(shared);

      WeightFigures found = figures(weight);

      assertThat(found.outliers()).isEqualTo(1);
      assertThat(found.norm()).isCloseTo(4.25, within(0.2)); // its deviation is about √(2/n) = 0.1
    }
  }

  @Test
  void zerosAreCounted() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(3)) {
      Tensor weight = Tensors.normal(random, 40, 50);
      weight.narrow(1, 0, 40).zeroInPlace();

      WeightFigures found = figures(weight);

      assertThat(found.sparsity()).isCloseTo(0.8, within(1e-12)); // 1600 of 2000
      assertThat(found.connectivity()).isCloseTo(10 / Math.log(50), within(1e-9));
      assertThat(figures(weight.zeroInPlace()).stableRank()).isZero();
    }
  }
}
