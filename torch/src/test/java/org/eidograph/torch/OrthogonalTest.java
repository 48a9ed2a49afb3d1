// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrthogonalTest {
  @ParameterizedTest
  @CsvSource({"5, 12", "12, 5", "6, 6"})
  void singularVectorsStayAndSingularValuesComeNearOne(int rows, int columns) {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(4)) {
      Tensor matrix = Tensors.normal(random, rows, columns);
      LinearAlgebra.SingularValues before = LinearAlgebra.svd(matrix);
      assertThat(before.s().min().item() / matrix.norm().item()).isGreaterThan(0.0015);

      // UᵀXV is diagonal, and its diagonal the new singular values
      Tensor core = before.u().t().matmul(Orthogonal.near(matrix, 5)).matmul(before.vt().t());
      for (int i = 0; i < core.size(0); i++) {
        for (int j = 0; j < core.size(1); j++) {
          double value = core.select(0, i).select(0, j).item();
          if (i == j) {
            assertThat(value).isBetween(0.65, 1.21);
          } else {
            // five float32 iterations on values near 1
            assertThat(value).isBetween(-1e-5, 1e-5);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"3, 4", "4, 3"})
  void aZeroMatrixStaysZero(int rows, int columns) {
    try (Scope scope = Scope.open()) {
      Tensor zero = Tensors.zeros(DType.FLOAT32, Device.CPU, rows, columns);
      assertThat(Orthogonal.near(zero, 5).sameAs(zero)).isTrue();
    }
  }
}
