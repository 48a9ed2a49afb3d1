// Licensed under the Apache License, Version 2.0.
package org.eidograph.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureNormsTest {
  @ParameterizedTest
  @CsvSource({"512, 512", "128, 512", "1024, 512", "512, 1024"})
  void randomInputsScoreOne(int outputs, int inputs) {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(outputs + inputs)) {
      Tensor weight = Tensors.normal(random, outputs, inputs);

      double score = FeatureNorms.score(weight, Tensors.normal(random, 64, inputs));

      assertThat(score).isEqualTo(1, within(0.03));
    }
  }

  /** W = diag(1 … n): the last axis is its top right singular vector, with σ₁ = n. */
  @Test
  void theTopSingularVectorScoresItsSingularValueOverTheRootMeanSquareOfAll() {
    int n = 32;
    try (Scope scope = Scope.open()) {
      float[] diagonal = new float[n * n];
      IntStream.range(0, n).forEach(i -> diagonal[i * n + i] = i + 1);
      float[] last = new float[n];
      last[n - 1] = 0.3f;

      double score =
          FeatureNorms.score(Tensors.ofFloats(diagonal, n, n), Tensors.ofFloats(last, 1, n));

      double squares = n * (n + 1) * (2 * n + 1) / 6.0; // Σ i²
      assertThat(score).isEqualTo(n * Math.sqrt(n / squares), within(1e-6)); // float32 rounding
    }
  }

  @Test
  void scalesOfWeightAndInputsDropOut() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(1)) {
      Tensor weight = Tensors.normal(random, 48, 64);
      Tensor inputs = Tensors.normal(random, 20, 64);
      Tensor perToken = Tensors.normal(random, 20, 1).exp();
      double score = FeatureNorms.score(weight, inputs);

      assertThat(FeatureNorms.score(weight.mul(1e-3), inputs)).isEqualTo(score, within(1e-5));
      assertThat(FeatureNorms.score(weight, inputs.mul(300))).isEqualTo(score, within(1e-5));
      assertThat(FeatureNorms.score(weight, inputs.mul(perToken))).isEqualTo(score, within(1e-5));
    }
  }

  @ParameterizedTest
  @CsvSource({"1024, 512", "1024, 1024", "512, 1024"})
  void baselineIsTheMeanOverSampledDirectionsOfAGaussianWeight(int outputs, int inputs) {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(3)) {
      Tensor weight = Tensors.normal(random, outputs, inputs);
      Tensor directions = Tensors.normal(random, 64, inputs);

      double sampled = FeatureNorms.score(weight, directions) * FeatureNorms.baseline(weight);

      // a draw's gain spreads by 1/√(2·out), at most 3.1 %, the mean of 64 by 0.4 %; the root mean
      // square lies 0.05 % above the mean
      assertThat(FeatureNorms.baseline(weight)).isEqualTo(sampled, within(0.01 * sampled));
    }
  }

  /**
   * For rank one the gain is |g|, g a normal number: its mean is √(2/π) of its root mean square.
   */
  @Test
  void baselineOfARankOneWeightIsARootMeanSquareAndNotAMean() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(4)) {
      Tensor weight = Tensors.normal(random, 64, 1).matmul(Tensors.normal(random, 1, 256));

      double score = FeatureNorms.score(weight, Tensors.normal(random, 4096, 256));

      // standard error of the mean of |g| over 4096 draws: 0.603/64 ≈ 0.0094
      assertThat(score).isEqualTo(Math.sqrt(2 / Math.PI), within(4 * 0.0094));
    }
  }

  @Test
  void zeroInputsAreLeftOut() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(5)) {
      Tensor weight = Tensors.normal(random, 8, 16);
      Tensor inputs = Tensors.normal(random, 3, 16);
      Tensor zero = Tensors.zeros(DType.FLOAT32, Device.CPU, 2, 16);

      assertThat(FeatureNorms.score(weight, Tensors.cat(java.util.List.of(zero, inputs), 0)))
          .isEqualTo(FeatureNorms.score(weight, inputs), within(1e-12));
    }
  }

  @Test
  void baselineOfALargeWeightIsSummedInPieces() {
    try (Scope scope = Scope.open()) {
      Tensor weight = Tensors.full(2, DType.BFLOAT16, Device.CPU, 2100, 2048); // two pieces

      assertThat(FeatureNorms.baseline(weight)).isEqualTo(2 * Math.sqrt(2100), within(1e-3));
    }
  }
}
