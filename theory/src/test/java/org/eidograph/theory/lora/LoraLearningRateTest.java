// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.data.Offset;
import org.eidograph.base.UsageException;
import org.eidograph.theory.lora.LoraLearningRate.Setting;
import org.junit.jupiter.api.Test;

class LoraLearningRateTest {
  private static final Offset<Double> EXACT = within(1e-12);

  @Test
  void fourTimesTheRankHalvesTheRateAtScaleOne() {
    double factor = LoraLearningRate.convert(1, a(1, 16, 2048), a(1, 64, 2048));

    assertThat(factor).isEqualTo(0.5, EXACT);
  }

  @Test
  void fourTimesAlphaHalvesTheRateWhateverTheRank() {
    double factor = LoraLearningRate.convert(1, a(8 / 16.0, 16, 2048), a(32 / 64.0, 64, 2048));

    assertThat(factor).isEqualTo(0.5, EXACT);
  }

  @Test
  void rankStabilisedRateFallsWithTheFourthRootOfTheRank() {
    LoraScale scale = new LoraScale.RankStabilised(16);

    double factor =
        LoraLearningRate.convert(
            1, a(scale.multiplier(4), 4, 2048), a(scale.multiplier(16), 16, 2048));

    assertThat(factor).isEqualTo(Math.sqrt(0.5), EXACT);
  }

  @Test
  void twiceTheWidthHalvesTheRateOfInitB() {
    Setting narrow = new Setting(RandomFactor.B, 1, 16, 2048);
    Setting wide = new Setting(RandomFactor.B, 1, 16, 4096);

    assertThat(LoraLearningRate.convert(1, narrow, wide)).isEqualTo(0.5, EXACT);
  }

  @Test
  void bothLawsAreContinuousWhereTheirRegimesMeet() {
    assertThat(a(16, 16, 255.999999).law()).isEqualTo(a(16, 16, 256.000001).law(), within(1e-9));
    Setting below = new Setting(RandomFactor.B, 1 / 16.0, 16, 256.000001);
    Setting above = new Setting(RandomFactor.B, 1 / 16.0, 16, 255.999999);
    assertThat(below.law()).isEqualTo(above.law(), within(1e-8));
  }

  @Test
  void suggestionIsTheConstantOverTheRootOfAlphaTimesFanIn() {
    double rate = LoraLearningRate.suggest(a(32 / 16.0, 16, 4096));

    assertThat(rate).isEqualTo(0.08 / Math.sqrt(32.0 * 4096), EXACT);
  }

  @Test
  void refusesToCarryARateBetweenTheTwoStarts() {
    Setting b = new Setting(RandomFactor.B, 1, 16, 64);

    assertThatThrownBy(() -> LoraLearningRate.convert(1, a(1, 16, 64), b))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("Init[A] to Init[B]");
  }

  @Test
  void rankExponentIsTheSlopeOfTheLaw() {
    for (RandomFactor start : RandomFactor.values()) {
      for (LoraScale scale : scales()) {
        double slope = Math.log(law(start, scale, 32) / law(start, scale, 8)) / Math.log(4);

        assertThat(LoraLearningRate.rankExponent(start, scale)).isEqualTo(slope, EXACT);
      }
    }
    assertThat(LoraLearningRate.rankExponent(RandomFactor.A, scales().get(0))).isEqualTo(0);
  }

  private static List<LoraScale> scales() {
    return List.of(
        new LoraScale.Alpha(16), new LoraScale.RankStabilised(16), new LoraScale.Explicit(2));
  }

  /** A width at which it outweighs both ranks. */
  private static double law(RandomFactor start, LoraScale scale, int rank) {
    return new Setting(start, scale.multiplier(rank), rank, 8192).law();
  }

  @Test
  void medianOfAnEvenCountIsTheMiddle() {
    assertThat(LoraLearningRate.medianFanIn(64, 172, 64, 64)).isEqualTo(64);
    assertThat(LoraLearningRate.medianFanIn(64, 172)).isEqualTo(118);
  }

  private static Setting a(double scale, int rank, double fanIn) {
    return new Setting(RandomFactor.A, scale, rank, fanIn);
  }
}
