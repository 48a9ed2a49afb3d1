// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.theory.lora.LoraLearningRate.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureGrowthTest {
  @Test
  void anEfficientPairIsTheOneOfThePaper() {
    FeatureGrowth growth = FeatureGrowth.of(RandomFactor.A, power(-1), WidthExponent.CONSTANT);

    assertThat(growth.efficient()).isTrue();
    assertThat(growth.internallyStable()).isTrue();
  }

  /** Among all pairs on a grid, efficient ones have γ[η_A] + γ[η_B] = −1 and nothing else is. */
  @Test
  void everyEfficientPairHasTheProductOneOverWidth() {
    List<Double> sums = new ArrayList<>();
    for (double a = -2; a <= 0; a += 0.125) {
      for (double b = -2; b <= 0; b += 0.125) {
        if (FeatureGrowth.of(RandomFactor.A, power(a), power(b)).efficient()) {
          sums.add(a + b);
        }
      }
    }

    assertThat(sums).hasSize(9).containsOnly(-1.0); // η_A from n^-1 to n^0
  }

  @Test
  void theLargestStableRateIsRootOfTheWidthForInitAAndTheWidthForInitB() {
    assertThat(largestStable(RandomFactor.A)).isEqualTo(-0.5);
    assertThat(largestStable(RandomFactor.B)).isEqualTo(-1);
  }

  @Test
  void initAAtItsLargestRateIsInternallyUnstable() {
    FeatureGrowth growth = FeatureGrowth.of(RandomFactor.A, power(-0.5));

    assertThat(growth.bottleneck()).isEqualTo(power(0.5));
    assertThat(growth.efficient()).isTrue();
    assertThat(growth.internallyStable()).isFalse();
  }

  @Test
  void initBAtItsLargestRateLeavesBUntrained() {
    FeatureGrowth growth = FeatureGrowth.of(RandomFactor.B, power(-1));

    assertThat(growth.fromA()).isEqualTo(WidthExponent.CONSTANT);
    assertThat(growth.fromB()).isEqualTo(power(-1));
    assertThat(growth.efficient()).isFalse();
    assertThat(growth.internallyStable()).isTrue();
  }

  /** Counted exponents against those of sign descent between widths 1024 and 8192. */
  @ParameterizedTest
  @CsvSource({"A, -0.5, -0.5", "A, -1, -1", "A, -1, 0", "A, -0.75, -0.25", "B, -1, -1"})
  void countedExponentsAreThoseOfTheExperiment(RandomFactor start, double rateA, double rateB) {
    FeatureGrowth counted = FeatureGrowth.of(start, power(rateA), power(rateB));

    SignSteps.Features narrow = features(start, rateA, rateB, 1024);
    SignSteps.Features wide = features(start, rateA, rateB, 8192);

    // terms of lower order and the noise of four seeds move the slope by a few hundredths
    assertThat(Math.log(wide.update() / narrow.update()) / Math.log(8))
        .isEqualTo(counted.update().gamma(), within(0.06));
    assertThat(Math.log(wide.bottleneck() / narrow.bottleneck()) / Math.log(8))
        .isEqualTo(counted.bottleneck().gamma(), within(0.06));
  }

  @Test
  void zeroIsNeutralInSumsAndAbsorbsInProducts() {
    assertThat(WidthExponent.ZERO.plus(power(-3))).isEqualTo(power(-3));
    assertThat(WidthExponent.ZERO.times(WidthExponent.WIDTH)).isEqualTo(WidthExponent.ZERO);
    assertThat(WidthExponent.ZERO.bounded()).isTrue();
  }

  @Test
  void refusesWhatIsNoExponent() {
    assertThatThrownBy(() -> power(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> power(Double.POSITIVE_INFINITY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Infinity");
  }

  private static double largestStable(RandomFactor start) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double gamma = -2; gamma <= 0; gamma += 0.125) {
      largest = FeatureGrowth.of(start, power(gamma)).stable() ? gamma : largest;
    }
    return largest;
  }

  /** Constants that make the terms counted as leading ones lead at these widths already. */
  private static SignSteps.Features features(
      RandomFactor start, double rateA, double rateB, int width) {
    LoraPlus rates = new LoraPlus(Math.pow(width, rateA), Math.pow(width, rateB) / 4);
    return SignSteps.average(new Setting(start, 1, 4, width), rates, 0, 1, 2, 3);
  }

  private static WidthExponent power(double gamma) {
    return new WidthExponent(gamma);
  }
}
