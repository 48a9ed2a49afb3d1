// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.eidograph.theory.lora.LoraLearningRate.Setting;
import org.eidograph.theory.lora.SignSteps.Features;
import org.junit.jupiter.api.Test;

/**
 * The rules against the experiment they were counted for. The ranges are those of an independent
 * NumPy run with its own random numbers, six seeds; the average of six fresh seeds differs from it
 * by a few per cent.
 */
class SignStepsTest {
  private static final int[] WIDTHS = {256, 512, 1024, 2048, 4096};
  private static final int[] RANKS = {4, 8, 16, 32, 64, 128};
  private static final long[] SEEDS = {0, 1, 2, 3, 4, 5};

  @Test
  void separateRatesKeepUpdateAndBottleneckAtEveryWidth() {
    Features[] features =
        IntStream.of(WIDTHS)
            .mapToObj(n -> SignSteps.average(a(1, 16, n), new LoraPlus(1.0 / n, 1 / 16.0), SEEDS))
            .toArray(Features[]::new);

    assertThat(spread(features, true)).isLessThanOrEqualTo(1.3);
    assertThat(spread(features, false)).isLessThanOrEqualTo(1.3);
    assertThat(features[0].update()).isBetween(3.4, 4.6);
    assertThat(features[0].bottleneck()).isBetween(2.1, 3.1);
  }

  @Test
  void theRateOfInitAKeepsTheUpdateWhileTheBottleneckGrowsAsTheRootOfTheWidth() {
    Features[] features = atOneRate(RandomFactor.A, n -> 1 / Math.sqrt(16.0 * n));

    assertThat(spread(features, true)).isLessThanOrEqualTo(1.12);
    assertThat(features[4].update()).isBetween(3.0, 3.5);
    // 0.5 by counting; the start, Θ(1), still shows at the narrow end
    assertThat(slope(features, false)).isEqualTo(0.5, within(0.05));
  }

  @Test
  void theRateOfInitBKeepsUpdateAndBottleneck() {
    Features[] features = atOneRate(RandomFactor.B, n -> 1.0 / n);

    assertThat(spread(features, true)).isLessThanOrEqualTo(1.2);
    assertThat(spread(features, false)).isLessThanOrEqualTo(1.2);
    assertThat(features[4].update()).isBetween(0.7, 0.9);
  }

  @Test
  void theRateOfInitBIsTooSmallForInitA() {
    Features[] features = atOneRate(RandomFactor.A, n -> 1.0 / n);

    assertThat(slope(features, true)).isEqualTo(-1, within(0.08)); // −1 by counting
  }

  @Test
  void aRateOfTheRootOfTheWidthIsTooLargeForInitB() {
    Features[] features = atOneRate(RandomFactor.B, n -> 1 / Math.sqrt(n));

    // at least fifty times what the right rate gives
    assertThat(features).allSatisfy(f -> assertThat(f.update()).isGreaterThan(50 * 0.8));
  }

  @Test
  void ruleForScaleOneHoldsAtEveryRank() {
    assertThat(spreadOverRanks(RandomFactor.A, new LoraScale.Explicit(1)))
        .isLessThanOrEqualTo(1.12);
  }

  @Test
  void ruleForFixedAlphaHoldsAtEveryRank() {
    assertThat(spreadOverRanks(RandomFactor.A, new LoraScale.Alpha(1))).isLessThanOrEqualTo(1.12);
  }

  @Test
  void ruleForRankStabilisationHoldsAtEveryRank() {
    assertThat(spreadOverRanks(RandomFactor.A, new LoraScale.RankStabilised(1)))
        .isLessThanOrEqualTo(1.12);
  }

  @Test
  void ruleForInitBHoldsAtEveryRank() {
    assertThat(spreadOverRanks(RandomFactor.B, new LoraScale.Explicit(1)))
        .isLessThanOrEqualTo(1.12);
  }

  @Test
  void theMultiplierDropsOutOfTheRule() {
    Features[] features =
        Arrays.stream(new double[] {0.25, 0.5, 1, 2, 4})
            .mapToObj(s -> atItsRate(new Setting(RandomFactor.A, s, 16, 2048)))
            .toArray(Features[]::new);

    assertThat(spread(features, true)).isLessThanOrEqualTo(1.12);
  }

  private static double spreadOverRanks(RandomFactor start, LoraScale scale) {
    Features[] features =
        IntStream.of(RANKS)
            .mapToObj(r -> atItsRate(new Setting(start, scale.multiplier(r), r, 2048)))
            .toArray(Features[]::new);
    return spread(features, true);
  }

  private static Features atItsRate(Setting setting) {
    return SignSteps.average(setting, LoraPlus.literal(setting.law(), 1), SEEDS);
  }

  private static Features[] atOneRate(RandomFactor start, IntToDoubleFunction rate) {
    return IntStream.of(WIDTHS)
        .mapToObj(
            n ->
                SignSteps.average(
                    new Setting(start, 1, 16, n),
                    LoraPlus.literal(rate.applyAsDouble(n), 1),
                    SEEDS))
        .toArray(Features[]::new);
  }

  private static double[] values(Features[] features, boolean update) {
    return Arrays.stream(features).mapToDouble(f -> update ? f.update() : f.bottleneck()).toArray();
  }

  private static double spread(Features[] features, boolean update) {
    double[] values = values(features, update);
    return Arrays.stream(values).max().orElseThrow() / Arrays.stream(values).min().orElseThrow();
  }

  /** Exponent in the width, between the ends. */
  private static double slope(Features[] features, boolean update) {
    double[] values = values(features, update);
    return Math.log(values[values.length - 1] / values[0]) / Math.log(4096.0 / 256);
  }

  private static Setting a(double scale, int rank, int width) {
    return new Setting(RandomFactor.A, scale, rank, width);
  }
}
