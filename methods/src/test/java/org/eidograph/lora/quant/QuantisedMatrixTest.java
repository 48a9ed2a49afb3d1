// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Objects;
import org.eidograph.lora.VariantGoldens;
import org.eidograph.torch.DType;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against bitsandbytes 0.50.2 on the CPU. */
class QuantisedMatrixTest {
  @Test
  void theValuesAreThoseOfBitsandbytesBitForBit() {
    try (Scope scope = Scope.open();
        VariantGoldens golden = VariantGoldens.open("nf4")) {
      assertThat(NormalFloat4.values()).containsExactly(golden.tensor("code").toFloats());
      // steps from 0.1 to 1 in float32, which a vectorised sum may round otherwise in the last bit
      assertThat(DynamicFloat8.values())
          .containsExactly(golden.tensor("code8").toFloats(), within(1.2e-7f));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "rest", "many", "zero"})
  void codesAndMagnitudesAreThoseOfBitsandbytes(String name) {
    try (Scope scope = Scope.open();
        VariantGoldens golden = VariantGoldens.open("nf4");
        QuantisedMatrix matrix = QuantisedMatrix.of(golden.tensor(name + ".weight"), false)) {
      String key = name + ".single.";
      assertThat(matrix.packed().sameAs(golden.tensor(key + "packed"))).isTrue();
      assertThat(matrix.scales().magnitudes())
          .containsExactly(golden.tensor(key + "absmax").toFloats());
      assertThat(matrix.dequantise(DType.FLOAT32).sameAs(golden.tensor(key + "back"))).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "rest", "many", "zero"})
  void doublyQuantisedMagnitudesAreThoseOfBitsandbytes(String name) {
    try (Scope scope = Scope.open();
        VariantGoldens golden = VariantGoldens.open("nf4");
        QuantisedMatrix matrix = QuantisedMatrix.of(golden.tensor(name + ".weight"), true)) {
      String key = name + ".double.";
      BlockScales scales = matrix.scales();
      assertThat(matrix.packed().sameAs(golden.tensor(key + "packed"))).isTrue();
      assertThat(
              Objects.requireNonNull(scales.groups()).sameAs(golden.tensor(key + "nested_absmax")))
          .isTrue();
      assertThat(scales.offset()).isEqualTo((float) golden.tensor(key + "offset").item());
      assertNearestCodes(
          scales, golden.tensor(key + "absmax"), golden.tensor(name + ".single.absmax"));
      // a neighbour's code of the second level moves a magnitude by less than 1/64 of its group
      double step = Objects.requireNonNull(scales.groups()).max().item() / 64;
      assertThat(matrix.dequantise(DType.FLOAT32).maxAbsDifference(golden.tensor(key + "back")))
          .isLessThan(1e-6 + (name.equals("many") ? step : 0));
    }
  }

  /**
   * bitsandbytes looks 8-bit codes up in a table that may end one beside the nearest; ours are the
   * same or nearer.
   */
  private static void assertNearestCodes(BlockScales scales, Tensor theirs, Tensor exact) {
    float[] values = DynamicFloat8.values();
    float[] groups = Objects.requireNonNull(scales.groups()).toFloats();
    float[] magnitudes = exact.toFloats();
    long[] ours = Objects.requireNonNull(scales.codes()).toLongs();
    long[] other = theirs.toLongs();
    int different = 0;
    for (int i = 0; i < ours.length; i++) {
      float scaled = (magnitudes[i] - scales.offset()) / groups[i / BlockScales.GROUP];
      assertThat(Math.abs(values[(int) ours[i]] - scaled))
          .isLessThanOrEqualTo(Math.abs(values[(int) other[i]] - scaled));
      different += ours[i] == other[i] ? 0 : 1;
    }
    assertThat(different).isLessThanOrEqualTo(ours.length / 100); // one of 329 here
  }

  @Test
  void noNumberMovesFartherThanHalfTheWidestGap() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(1)) {
      Tensor weight = Tensors.normal(random, 40, 33);
      try (QuantisedMatrix matrix = QuantisedMatrix.of(weight, false)) {
        double moved = matrix.dequantise(DType.FLOAT32).maxAbsDifference(weight);

        // the widest gap lies between −1 and −0.696
        assertThat(moved).isLessThanOrEqualTo(0.1519037 * weight.abs().max().item());
      }
    }
  }

  @Test
  void quantisingAgainChangesNothing() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(2)) {
      Tensor once = back(Tensors.normal(random, 16, 80));

      assertThat(back(once).sameAs(once)).isTrue();
    }
  }

  private static Tensor back(Tensor weight) {
    try (QuantisedMatrix matrix = QuantisedMatrix.of(weight, false)) {
      return matrix.dequantise(DType.FLOAT32);
    }
  }

  @Test
  void takesHalfAByteANumberAndAByteABlock() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(3);
        QuantisedMatrix matrix = QuantisedMatrix.of(Tensors.normal(random, 256, 64), true)) {
      assertThat(matrix.bytes()).isEqualTo(256 * 64 / 2 + 256 + 4 + 4);
    }
  }

  @Test
  void refusesATrainedMatrixAndNumbersThatAreNotFinite() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(4)) {
      Tensor trained = Tensors.normal(random, 4, 4).leaf();
      assertThatThrownBy(() -> QuantisedMatrix.of(trained, true))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("frozen", "[4, 4]", "freeze it");
      Tensor broken = Tensors.ofFloats(new float[] {1, Float.NaN}, 1, 2);
      assertThatThrownBy(() -> QuantisedMatrix.of(broken, true))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("finite");
    }
  }
}
