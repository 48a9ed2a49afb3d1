// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorTest {
  @ParameterizedTest
  @EnumSource(DType.class)
  void everyTypeHasItsSizeAndHoldsSmallNumbers(DType type) {
    try (Scope scope = Scope.open()) {
      Tensor tensor = Tensors.ofDoubles(new double[] {0, 1, 1, 0}, 2, 2).to(type);

      assertThat(tensor.dtype()).isEqualTo(type);
      assertThat(tensor.bytes()).isEqualTo(4L * type.bytes());
      assertThat(tensor.toDoubles()).containsExactly(0, 1, 1, 0);
      assertThat(tensor.toLongs()).containsExactly(0, 1, 1, 0);
      assertThat(tensor.to(type)).isSameAs(tensor);
    }
  }

  @Test
  void bytesAreNumbersFromZeroTo255() {
    try (Scope scope = Scope.open()) {
      Tensor bytes = Tensors.ofBytes(new byte[] {0, 127, -128, -1}, 2, 2);

      assertThat(bytes.dtype()).isEqualTo(DType.UINT8);
      assertThat(bytes.toLongs()).containsExactly(0, 127, 128, 255);
    }
  }

  @Test
  void bfloat16RoundsToEightBitsOfMantissa() {
    try (Scope scope = Scope.open()) {
      Tensor tensor = Tensors.ofDoubles(new double[] {1 + 1.0 / 128, 1 + 1.0 / 512}, 2);

      // 2^-7 is the last place above 1, 2^-9 rounds away
      assertThat(tensor.to(DType.BFLOAT16).toDoubles()).containsExactly(1 + 1.0 / 128, 1);
    }
  }

  @Test
  void readsStridedMemoryInRowMajorOrder() {
    try (Scope scope = Scope.open()) {
      Tensor turned = Tensors.ofFloats(new float[] {1, 2, 3, 4, 5, 6}, 2, 3).t();

      assertThat(turned.toFloats()).containsExactly(1, 4, 2, 5, 3, 6);
      assertThat(turned.shape()).containsExactly(3, 2);
    }
  }

  @Test
  void emptyTensorsHaveNoValues() {
    try (Scope scope = Scope.open()) {
      assertThat(Tensors.ofFloats(new float[0], 0, 3).toFloats()).isEmpty();
      assertThat(Tensors.ofLongs(new long[0], 0).toLongs()).isEmpty();
      assertThat(Tensors.ofDoubles(new double[0], 2, 0).toDoubles()).isEmpty();
    }
  }

  @Test
  void refusesACountThatIsNotTheShapes() {
    try (Scope scope = Scope.open()) {
      assertThatThrownBy(() -> Tensors.ofFloats(new float[5], 2, 2))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("needs 4 values, got 5");
    }
  }

  @Test
  void viewsShareMemoryAndCopiesDoNot() {
    try (Scope scope = Scope.open()) {
      Tensor source = Tensors.range(6, Device.CPU);
      Tensor view = source.reshape(2, 3).select(0, 1);
      Tensor copy = source.copy();

      view.fillInPlace(9);

      assertThat(source.toLongs()).containsExactly(0, 1, 2, 9, 9, 9);
      assertThat(copy.toLongs()).containsExactly(0, 1, 2, 3, 4, 5);
    }
  }

  @Test
  void sameAsSeesTypeAndEveryElement() {
    try (Scope scope = Scope.open()) {
      Tensor a = Tensors.ofFloats(new float[] {1, 2}, 2);

      assertThat(a.sameAs(a.copy())).isTrue();
      assertThat(a.sameAs(a.to(DType.FLOAT64))).isFalse();
      assertThat(a.sameAs(Tensors.ofFloats(new float[] {1, Math.nextUp(2f)}, 2))).isFalse();
      assertThat(a.maxAbsDifference(a.add(0.5))).isEqualTo(0.5);
    }
  }

  @Test
  void finiteMeansNeitherInfiniteNorNan() {
    try (Scope scope = Scope.open()) {
      assertThat(Tensors.ofFloats(new float[] {1, -2}, 2).isFinite()).isTrue();
      assertThat(Tensors.ofFloats(new float[] {1, Float.NaN}, 2).isFinite()).isFalse();
      assertThat(Tensors.ofFloats(new float[] {Float.NEGATIVE_INFINITY}, 1).isFinite()).isFalse();
    }
  }

  @Test
  void topKDescends() {
    try (Scope scope = Scope.open()) {
      Tensor tensor = Tensors.ofFloats(new float[] {3, 9, 1, 7}, 4);

      assertThat(tensor.topK(2).values().toFloats()).containsExactly(9, 7);
      assertThat(tensor.topK(2).indices().toLongs()).containsExactly(1, 3);
    }
  }

  @Test
  void samplingFollowsTheWeights() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(2)) {
      int n = 4000;
      Tensor weights = Tensors.ofFloats(new float[] {0, 3, 1}, 1, 3).expand(n, 3);

      double mean = weights.sampleIndex(random).to(DType.FLOAT64).mean().item();

      // 1 with ¾, 2 with ¼; four standard errors are 4·0.433/√4000 = 0.027
      assertThat(mean).isBetween(1.25 - 0.027, 1.25 + 0.027);
    }
  }

  @Test
  void joinsAndStacks() {
    try (Scope scope = Scope.open()) {
      Tensor a = Tensors.ofLongs(new long[] {1, 2}, 2);
      Tensor b = Tensors.ofLongs(new long[] {3, 4}, 2);

      assertThat(Tensors.cat(List.of(a, b), 0).toLongs()).containsExactly(1, 2, 3, 4);
      assertThat(Tensors.stack(List.of(a, b), 1).toLongs()).containsExactly(1, 3, 2, 4);
    }
  }

  @Test
  void backwardAddsToTheGradientOfALeaf() {
    try (Scope scope = Scope.open()) {
      Tensor x = Tensors.ofFloats(new float[] {2, 3}, 2).leaf();
      assertThat(x.grad()).isNull();

      x.pow(2).sum().backward();
      x.mul(10).backward(Tensors.ofFloats(new float[] {1, 0}, 2));

      assertThat(x.grad().toFloats()).containsExactly(14, 6); // 2x, then 10 on the first
    }
  }

  @Test
  void shapesThatDoNotFitAreAnException() {
    try (Scope scope = Scope.open()) {
      Tensor a = Tensors.ones(DType.FLOAT32, Device.CPU, 2, 3);

      assertThatThrownBy(() -> a.matmul(a)).isInstanceOf(RuntimeException.class);
      assertThatThrownBy(() -> a.reshape(5)).isInstanceOf(RuntimeException.class);
    }
  }

  @Test
  void threadsMustBePositive() {
    assertThatThrownBy(() -> Torch.useThreads(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void copyToFillsTheFrontOfAnArrayInRowMajorOrder() {
    try (Scope scope = Scope.open()) {
      Tensor tensor = Tensors.ofDoubles(new double[] {1, 2, 3, 4}, 2, 2);
      double[] target = {9, 9, 9, 9, 9};

      tensor.t().copyTo(target);

      assertThat(target).containsExactly(1, 3, 2, 4, 9);
      assertThatThrownBy(() -> tensor.copyTo(new double[3]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("an array of 3 numbers has no room");
    }
  }
}
