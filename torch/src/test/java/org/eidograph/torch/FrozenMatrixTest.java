// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrozenMatrixTest {
  @ParameterizedTest
  @CsvSource({
    "FLOAT32, 1, 5, 7, 2e-6",
    "FLOAT32, 33, 64, 48, 2e-6",
    "FLOAT32, 1500, 16, 96, 2e-6",
    "BFLOAT16, 3, 64, 48, 0"
  })
  void bothSidesAreThePlainProducts(DType type, int rows, int out, int in, double tolerance) {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(1)) {
      Tensor first = Tensors.normal(random, out, in).to(type);
      Tensor second = Tensors.normal(random, 3, in).to(type);
      Tensor w = Tensors.cat(List.of(first, second), 0);
      Tensor x = Tensors.normal(random, rows, in).to(type);
      Tensor dy = Tensors.normal(random, rows, out + 3).to(type);

      try (FrozenMatrix matrix = FrozenMatrix.of(List.of(first, second))) {
        assertThat(matrix.outputs()).isEqualTo(out + 3L);
        // float32 sums of up to 100 terms in another order
        assertRelative(matrix.timesTransposed(x), x.matmul(w.t()), tolerance);
        assertRelative(matrix.times(dy), dy.matmul(w), tolerance);
      }
    }
  }

  @Test
  void takesViewsOfAWiderTensor() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(2)) {
      Tensor w = Tensors.normal(random, 24, 40);
      Tensor dy = Tensors.normal(random, 10, 64).narrow(1, 16, 24);

      try (FrozenMatrix matrix = FrozenMatrix.of(List.of(w))) {
        assertRelative(matrix.times(dy), dy.matmul(w), 2e-6);
      }
    }
  }

  @Test
  void laterChangesOfTheSourceDoNotReachIt() {
    try (Scope scope = Scope.open()) {
      Tensor w = Tensors.ones(DType.FLOAT32, Device.CPU, 2, 2);
      try (FrozenMatrix matrix = FrozenMatrix.of(List.of(w, w))) {
        w.zeroInPlace();
        Tensor y = matrix.timesTransposed(Tensors.ones(DType.FLOAT32, Device.CPU, 1, 2));
        assertThat(y.toFloats()).containsExactly(2, 2, 2, 2);
      }
    }
  }

  private static void assertRelative(Tensor actual, Tensor expected, double tolerance) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    double error = actual.to(DType.FLOAT32).sub(expected.to(DType.FLOAT32)).norm().item();
    assertThat(error).isLessThanOrEqualTo(tolerance * expected.to(DType.FLOAT32).norm().item());
  }

  @Test
  void aMatrixOnDemandIsMadeForEachProductAndHasNoRowsToShow() {
    int[] made = {0};
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(9)) {
      Tensor w = Tensors.normal(random, 5, 7);
      Tensor x = Tensors.normal(random, 3, 7);
      Tensor dy = Tensors.normal(random, 3, 5);
      FrozenMatrix matrix =
          FrozenMatrix.onDemand(
              () -> {
                made[0]++;
                return w.copy();
              },
              5);

      assertThat(matrix.timesTransposed(x).sameAs(Nn.linear(x, w, null))).isTrue();
      assertThat(matrix.times(dy).sameAs(dy.matmul(w))).isTrue();
      assertThat(made[0]).isEqualTo(2);
      assertThat(matrix.outputs()).isEqualTo(5);
      assertThatThrownBy(() -> matrix.rows(0, 1)).isInstanceOf(IllegalStateException.class);
      matrix.close();
    }
  }
}
