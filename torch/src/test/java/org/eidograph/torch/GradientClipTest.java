// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class GradientClipTest {
  @Test
  void equalsTorchAboveAndBelowTheLimit() throws IOException {
    try (Scope scope = Scope.open();
        Golden golden = Golden.open("clip")) {
      for (JsonNode row : golden.facts()) {
        String name = row.get("name").stringValue();
        List<Tensor> gradients =
            List.of(
                golden.tensor(name + ".0.gradient").copy(),
                golden.tensor(name + ".1.gradient").copy());

        double norm = GradientClip.byGlobalNorm(gradients, row.get("max_norm").doubleValue());

        // float32 sums over 17 terms, in whatever order the vector unit takes them: 17·2^-24 ≈ 1e-6
        double expected = golden.tensor(name + ".norm").item();
        assertThat(norm).isCloseTo(expected, org.assertj.core.data.Percentage.withPercentage(1e-4));
        for (int i = 0; i < 2; i++) {
          Tensor clipped = golden.tensor(name + "." + i + ".clipped");
          assertThat(gradients.get(i).maxAbsDifference(clipped)).isLessThan(1e-6);
        }
      }
    }
  }

  @Test
  void belowTheLimitNothingChanges() {
    try (Scope scope = Scope.open()) {
      Tensor gradient = Tensors.ofFloats(new float[] {3, 4}, 2);

      assertThat(GradientClip.byGlobalNorm(List.of(gradient), 5.1)).isEqualTo(5);
      assertThat(gradient.toFloats()).containsExactly(3, 4);
    }
  }

  @Test
  void weightsCountSquaredNorms() {
    try (Scope scope = Scope.open()) {
      Tensor first = Tensors.ofFloats(new float[] {3}, 1);
      Tensor second = Tensors.ofFloats(new float[] {0, 4}, 2);

      double norm = GradientClip.byWeightedNorm(List.of(first, second), new double[] {4, 0.25}, 1);

      // sqrt(4·9 + 0.25·16), rounded to float32
      assertThat(norm).isCloseTo(Math.sqrt(40), org.assertj.core.data.Offset.offset(1e-6));
      assertThat(first.item())
          .isCloseTo(3 / Math.sqrt(40), org.assertj.core.data.Offset.offset(1e-6));
      assertThat(second.max().item())
          .isCloseTo(4 / Math.sqrt(40), org.assertj.core.data.Offset.offset(1e-6));
      assertThatThrownBy(() -> GradientClip.byWeightedNorm(List.of(first), new double[0], 1))
          .hasMessageContaining("1 gradients and 0 weights");
    }
  }

  @Test
  void anInfiniteLimitOnlyMeasures() {
    try (Scope scope = Scope.open()) {
      Tensor gradient = Tensors.ofFloats(new float[] {3, 4}, 2);

      assertThat(GradientClip.byGlobalNorm(List.of(gradient), Double.POSITIVE_INFINITY))
          .isEqualTo(5);
      assertThat(gradient.toFloats()).containsExactly(3, 4);
    }
  }

  @Test
  void aNormThatIsNotFiniteIsReturnedAndNothingScaled() {
    try (Scope scope = Scope.open()) {
      Tensor bad = Tensors.ofFloats(new float[] {Float.NaN, 1}, 2);
      Tensor good = Tensors.ofFloats(new float[] {7}, 1);

      assertThat(GradientClip.byGlobalNorm(List.of(bad, good), 1)).isNaN();
      assertThat(good.item()).isEqualTo(7);
    }
  }

  @Test
  void zeroGradientsStayZero() {
    try (Scope scope = Scope.open()) {
      Tensor zero = Tensors.ofFloats(new float[] {0, 0}, 2);

      assertThat(GradientClip.byGlobalNorm(List.of(zero), 1)).isZero();
      assertThat(zero.toFloats()).containsExactly(0, 0);
      assertThat(GradientClip.byGlobalNorm(List.of(), 1)).isZero();
    }
  }

  @Test
  void rejectsALimitThatIsNotPositive() {
    for (double limit : new double[] {0, -1, Double.NaN}) {
      assertThatThrownBy(() -> GradientClip.byGlobalNorm(List.of(), limit))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
