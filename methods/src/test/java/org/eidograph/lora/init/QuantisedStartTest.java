// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.eidograph.lora.VariantGoldens;
import org.eidograph.lora.quant.QuantisedMatrix;
import org.eidograph.torch.DType;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantisedStartTest {
  private static Tensor roundTrip(Tensor weight) {
    try (QuantisedMatrix quantised = QuantisedMatrix.of(weight, false)) {
      return quantised.dequantise(DType.FLOAT32);
    }
  }

  /** peft's rounds with bitsandbytes' NF4; any s gives the same product. */
  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "2, 1", "2, 4"})
  void alternatesAsPeftDoes(int step, double scale) {
    try (Scope scope = Scope.open();
        VariantGoldens golden = VariantGoldens.open("loftq")) {
      Tensor weight = golden.tensor("weight");

      QuantisedStart start =
          QuantisedStart.of(weight, 4, scale, step + 1, QuantisedStartTest::roundTrip);

      // a value half-way between two codes may fall to either side in the later rounds
      assertThat(start.base().maxAbsDifference(golden.tensor("Q" + step))).isLessThan(1e-5);
      Tensor product = start.factors().product().mul(scale);
      assertThat(product.maxAbsDifference(golden.tensor("BA" + step))).isLessThan(1e-5);
    }
  }

  @Test
  void isNearerToTheWeightThanQuantisingAlone() {
    try (Scope scope = Scope.open();
        VariantGoldens golden = VariantGoldens.open("loftq")) {
      Tensor weight = golden.tensor("weight");

      QuantisedStart start = QuantisedStart.of(weight, 4, 2, 3, QuantisedStartTest::roundTrip);

      Tensor whole = start.base().add(start.factors().product().mul(2));
      double alone = roundTrip(weight).sub(weight).norm().item();
      assertThat(whole.sub(weight).norm().item()).isLessThan(0.9 * alone);
    }
  }

  @Test
  void refusesNoRounds() {
    try (Scope scope = Scope.open();
        VariantGoldens golden = VariantGoldens.open("loftq")) {
      Tensor weight = golden.tensor("weight");
      assertThatThrownBy(() -> QuantisedStart.of(weight, 4, 1, 0, w -> w))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("got 0");
    }
  }
}
