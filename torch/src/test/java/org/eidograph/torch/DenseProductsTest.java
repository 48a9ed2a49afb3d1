// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DenseProductsTest {
  @BeforeEach
  void oneThread() {
    Torch.useThreads(1);
  }

  /** Small ones by a BLAS, the others by oneDNN where libtorch has it. */
  @ParameterizedTest
  @CsvSource({"3, 5, 7", "64, 33, 20", "64, 257, 300", "128, 256, 256", "1, 2048, 2100"})
  void allThreeAreTheProductsInDoublePrecision(int rows, int out, int in) {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(1)) {
      Tensor x = Tensors.normal(random, rows, in);
      Tensor w = Tensors.normal(random, out, in);
      Tensor b = Tensors.normal(random, out);
      Tensor dz = Tensors.normal(random, rows, out);

      Tensor z = exact(x).matmul(exact(w).t());
      requireClose(DenseProducts.forward(x, w, null), z);
      requireClose(DenseProducts.forward(x, w, b), z.add(exact(b)));
      requireClose(DenseProducts.inputGradient(dz, w), exact(dz).matmul(exact(w)));
      requireClose(DenseProducts.weightGradient(dz, x), exact(dz).t().matmul(exact(x)));
    }
  }

  private static Tensor exact(Tensor tensor) {
    return tensor.to(DType.FLOAT64);
  }

  private static void requireClose(Tensor actual, Tensor exact) {
    assertThat(actual.dtype()).isEqualTo(DType.FLOAT32);
    assertThat(actual.shape()).isEqualTo(exact.shape());
    // sums of up to 2100 float32 terms: sqrt(2100)·2^-24 = 3e-6 of their norm
    assertThat(exact(actual).sub(exact).norm().item() / exact.norm().item())
        .isCloseTo(0, within(3e-6));
  }

  @Test
  void gradientsAreContiguousAsAnOptimizerNeedsThem() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(2)) {
      Tensor x = Tensors.normal(random, 128, 256);
      Tensor dz = Tensors.normal(random, 128, 256);

      assertThat(DenseProducts.weightGradient(dz, x).raw.is_contiguous()).isTrue();
    }
  }

  @Test
  void seesEveryChangeOfTheWeight() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(3)) {
      Tensor x = Tensors.normal(random, 128, 256);
      Tensor w = Tensors.normal(random, 256, 256);
      Tensor before = DenseProducts.forward(x, w, null);

      w.mulInPlace(2); // exact in binary

      assertThat(DenseProducts.forward(x, w, null).sameAs(before.mul(2))).isTrue();
    }
  }

  @Test
  void otherTypesAreMultipliedInTheirOwnPrecision() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(4)) {
      Tensor x = exact(Tensors.normal(random, 128, 256));
      Tensor w = exact(Tensors.normal(random, 256, 256));

      assertThat(DenseProducts.forward(x, w, null).sameAs(Nn.linear(x, w, null))).isTrue();
      assertThat(DenseProducts.weightGradient(x, x).sameAs(x.t().matmul(x))).isTrue();
    }
  }

  /** A training that has diverged must not look as if it had not. */
  @ParameterizedTest
  @CsvSource({"2, 3", "128, 256"})
  void noProductSwallowsNotANumber(int rows, int width) {
    try (Scope scope = Scope.open()) {
      Tensor x = Tensors.ones(DType.FLOAT32, Device.CPU, rows, width);
      Tensor w = Tensors.ones(DType.FLOAT32, Device.CPU, width, width).fillInPlace(Double.NaN);

      for (Tensor product :
          new Tensor[] {
            DenseProducts.forward(x, w, null),
            DenseProducts.inputGradient(x, w),
            DenseProducts.weightGradient(w, w)
          }) {
        assertThat(product.toFloats()).containsOnly(Float.NaN);
      }
    }
  }
}
