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
  void theDefaultRatioIsTheFanInOverScaleTimesRankBetweenOneAndSixteen() {
    assertThat(LoraPlus.defaultRatio(a(2, 16, 128))).isEqualTo(4);
    assertThat(LoraPlus.defaultRatio(a(2, 16, 4096))).isEqualTo(16);
    assertThat(LoraPlus.defaultRatio(a(2, 64, 64))).isEqualTo(1);
  }

  /** η_A = 1/n and η_B = 1/(s·r), whose product is the square of the single rate. */
  @Test
  void theUnclampedRatioSplitsTheSingleRateIntoTheTwoOfTheTheory() {
    LoraLearningRate.Setting setting = a(2, 16, 128);

    LoraPlus pair = LoraPlus.keepingProduct(setting.law(), LoraPlus.defaultRatio(setting));

    assertThat(pair.rateA()).isEqualTo(1 / 128.0, within(1e-15));
    assertThat(pair.rateB()).isEqualTo(1 / 32.0, within(1e-15));
  }

  @Test
  void hasNoDefaultRatioForInitB() {
    assertThatThrownBy(
            () -> LoraPlus.defaultRatio(new LoraLearningRate.Setting(RandomFactor.B, 1, 16, 2048)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("Init[B]");
  }

  private static LoraLearningRate.Setting a(double scale, int rank, double fanIn) {
    return new LoraLearningRate.Setting(RandomFactor.A, scale, rank, fanIn);
  }

  @Test
  void refusesARatioBelowOne() {
    assertThatThrownBy(() -> LoraPlus.keepingProduct(1e-3, 0.5))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("0.5");
    assertThatThrownBy(() -> LoraPlus.literal(1e-3, Double.NaN)).isInstanceOf(UsageException.class);
  }
}
