// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.eidograph.base.UsageException;
import org.junit.jupiter.api.Test;

class LoraPlusTest {
  @Test
  void ratioOneIsPlainLoraBitForBit() {
    assertThat(LoraPlus.keepingProduct(3e-4, 1)).isEqualTo(new LoraPlus(3e-4, 3e-4));
    assertThat(LoraPlus.literal(3e-4, 1)).isEqualTo(new LoraPlus(3e-4, 3e-4));
  }

  @Test
  void keepsTheProduct() {
    LoraPlus rates = LoraPlus.keepingProduct(1e-3, 16);

    assertThat(rates.rateA() * rates.rateB()).isEqualTo(1e-6, within(1e-18));
    assertThat(rates.ratio()).isEqualTo(16, within(1e-12));
  }

  @Test
  void literalModeLeavesTheRateOfA() {
    assertThat(LoraPlus.literal(1e-4, 16)).isEqualTo(new LoraPlus(1e-4, 1.6e-3));
  }

  @Test
  void refusesARatioBelowOne() {
    assertThatThrownBy(() -> LoraPlus.keepingProduct(1e-3, 0.5))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("0.5");
    assertThatThrownBy(() -> LoraPlus.literal(1e-3, Double.NaN)).isInstanceOf(UsageException.class);
  }
}
