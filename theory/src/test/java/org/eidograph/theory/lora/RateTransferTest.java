// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.eidograph.base.UsageException;
import org.eidograph.theory.lora.LoraLearningRate.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateTransferTest {
  private static final Offset<Double> EXACT = within(1e-12);

  /** Worked examples, each a power of two by hand. */
  @ParameterizedTest
  @CsvSource({
    "A, 1,    16, 2048,  1,    64, 2048,  0.5", // alpha = r
    "A, 0.5,  16, 2048,  2,    16, 2048,  0.5", // alpha 8 to 32 at rank 16
    "A, 2,    4,  2048,  0.125, 64, 2048, 1", // alpha 8 at both ranks
    "A, 8,    4,  2048,  4,    16, 2048,  0.7071067811865476", // rank-stabilised, alpha 16
    "A, 1,    16, 1024,  1,    16, 4096,  0.5",
    "B, 1,    16, 2048,  1,    16, 4096,  0.5",
    "B, 1,    4,  2048,  1,    64, 2048,  1",
    "B, 2,    16, 2048,  1,    16, 2048,  2"
  })
  void carriesByTheRatioOfTheLaws(
      RandomFactor start, double s, int r, double n, double s2, int r2, double n2, double factor) {
    CarriedRate carried =
        RateTransfer.carry(3e-4, new Setting(start, s, r, n), new Setting(start, s2, r2, n2));

    assertThat(carried.learningRate() / 3e-4).isEqualTo(factor, EXACT);
    assertThat(carried.bracket()).containsExactly(1.0, 0.5, 2.0);
    assertThat(carried.cautions()).isEmpty();
  }

  @Test
  void carryingThereAndBackChangesNothing() {
    Setting here = new Setting(RandomFactor.A, 0.5, 8, 768);
    Setting there = new Setting(RandomFactor.A, 4, 512, 1024); // beyond n = s·r

    double carried = RateTransfer.carry(1e-3, here, there).learningRate();

    assertThat(RateTransfer.carry(carried, there, here).learningRate()).isEqualTo(1e-3, EXACT);
  }

  @Test
  void twiceTheWidthHalvesTheRateOfFullFineTuning() {
    CarriedRate carried =
        RateTransfer.carry(1e-4, new FullFineTuning(1024), new FullFineTuning(2048));

    assertThat(carried.learningRate()).isEqualTo(5e-5, EXACT);
  }

  @Test
  void initBStandsForFullFineTuningFromAbove() {
    CarriedRate carried =
        RateTransfer.carry(
            2e-4, new Setting(RandomFactor.B, 1, 64, 2048), new FullFineTuning(2048));

    assertThat(carried.learningRate()).isEqualTo(2e-4);
    assertThat(carried.candidates()).containsExactly(2e-4, 1e-4, 5e-5);
    assertThat(carried.cautions()).isEmpty();
  }

  @Test
  void aMultiplierIsTakenOutOnTheWayToFullFineTuning() {
    CarriedRate carried =
        RateTransfer.carry(
            1e-4, new Setting(RandomFactor.B, 2, 64, 2048), new FullFineTuning(1024));

    assertThat(carried.learningRate()).isEqualTo(4e-4, EXACT);
  }

  @Test
  void warnsOfARankTooSmallOrTooLargeToStandForFullFineTuning() {
    assertThat(toFull(16, 2048).cautions()).singleElement().asString().contains("rank 16");
    assertThat(toFull(300, 2048).cautions()).singleElement().asString().contains("an eighth");
  }

  @Test
  void warnsWhenTheRankComesToOutweighTheWidth() {
    CarriedRate carried =
        RateTransfer.carry(
            1e-3, new Setting(RandomFactor.A, 1, 16, 64), new Setting(RandomFactor.A, 2, 64, 64));

    assertThat(carried.cautions()).singleElement().asString().contains("outweighs width");
    assertThat(carried.learningRate()).isEqualTo(1e-3 * 32 / 128, EXACT);
  }

  @Test
  void refusesWhatTheTheoryDoesNotAllow() {
    Setting a = new Setting(RandomFactor.A, 1, 16, 2048);
    Setting b = new Setting(RandomFactor.B, 1, 16, 2048);
    FullFineTuning full = new FullFineTuning(2048);

    assertRefused(a, b, "from Init[A] to Init[B]; tune it anew for Init[B]");
    assertRefused(b, a, "from Init[B] to Init[A]; tune it anew for Init[A]");
    assertRefused(a, full, "from Init[A] to full fine-tuning; tune an adapter with Init[B]");
    assertRefused(full, b, "from full fine-tuning to Init[B]; tune it anew");
    assertRefused(new Setting(RandomFactor.B, 1 / 64.0, 64, 2048), full, "rank <= scale*fan_in");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1e-3, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesWhatIsNoRate(double rate) {
    assertThatThrownBy(
            () -> RateTransfer.carry(rate, new FullFineTuning(64), new FullFineTuning(64)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(String.valueOf(rate));
  }

  @Test
  void refusesAFanInBelowOne() {
    assertThatThrownBy(() -> new FullFineTuning(0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0.5");
  }

  private static void assertRefused(TunedTraining from, TunedTraining to, String words) {
    assertThatThrownBy(() -> RateTransfer.carry(1e-4, from, to))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(words);
  }

  private static CarriedRate toFull(int rank, double width) {
    return RateTransfer.carry(
        1e-4, new Setting(RandomFactor.B, 1, rank, width), new FullFineTuning(width));
  }
}
