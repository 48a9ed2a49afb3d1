// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.eidograph.theory.scaling.vocabulary.VocabularyRegime.Weighting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VocabularyRegimeTest {
  /** Published values, three decimals. */
  @ParameterizedTest
  @CsvSource({"1024, 32000, 0.510", "1024, 1024, 0.694", "512, 64, 0.918", "124, 128, 0.691"})
  void exponentsOfUniformTokens(int width, int vocabulary, double exponent) {
    assertThat(VocabularyRegime.ratioExponent(width, 1.0 / vocabulary))
        .isCloseTo(exponent, within(5e-4));
  }

  @Test
  void exponentIsTheLogarithmicDerivativeOfTheStep() {
    for (double alignment : new double[] {0, 1e-4, 0.02, 1}) {
      double h = 1e-5;
      double up = VocabularyRegime.projectionStep(300 * Math.exp(h), alignment);
      double down = VocabularyRegime.projectionStep(300 * Math.exp(-h), alignment);

      // central difference: h² = 1e-10, roundings 1e-16/h
      assertThat(Math.log(up / down) / (2 * h))
          .isCloseTo(VocabularyRegime.ratioExponent(300, alignment), within(1e-9));
    }
  }

  @Test
  void exponentGoesFromOneHalfToOne() {
    assertThat(VocabularyRegime.ratioExponent(1024, 0)).isEqualTo(0.5);
    assertThat(VocabularyRegime.ratioExponent(1e9, 1)).isCloseTo(1, within(1e-8));
  }

  @Test
  void equalCountsAlignAsOneOverTheVocabulary() {
    long[] counts = {7, 7, 0, 7, 7};

    assertThat(VocabularyRegime.alignment(counts, Weighting.LOSS)).isCloseTo(0.25, within(1e-15));
    assertThat(VocabularyRegime.alignment(counts, Weighting.MEDIAN_TYPE))
        .isCloseTo(0.25, within(1e-15));
  }

  @Test
  void weightingDecidesWhoseRegimeIsMeant() {
    long[] counts = {60, 20, 10, 10};

    // Σα³/Σα² with α = .6, .2, .1, .1; median of α² over Σα² = .42
    assertThat(VocabularyRegime.alignment(counts, Weighting.LOSS))
        .isCloseTo(0.226 / 0.42, within(1e-14));
    assertThat(VocabularyRegime.alignment(counts, Weighting.MEDIAN_TYPE))
        .isCloseTo((0.01 + 0.04) / 2 / 0.42, within(1e-14));
  }

  @Test
  void presetForLargeVocabulariesBeginsAtFourTimesTheWidth() {
    assertThat(VocabularyRegime.largeVocabulary(1024, 256)).isTrue();
    assertThat(VocabularyRegime.largeVocabulary(1023, 256)).isFalse();
  }

  /** The example of the package documentation. */
  @Test
  void exampleOfThePackageRuns() {
    long[] tokenCounts = {500, 300, 150, 50};
    double alignment = VocabularyRegime.alignment(tokenCounts, Weighting.LOSS);
    double beta = VocabularyRegime.ratioExponent(512, alignment);
    double rate = 1e-2 * Math.pow(4, beta - 1);

    assertThat(rate).isBetween(5e-3, 1e-2);
  }

  @Test
  void refusesWhatIsNoAlignmentAndNoCount() {
    assertThatThrownBy(() -> VocabularyRegime.ratioExponent(0, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 0.0 and 0.5");
    assertThatThrownBy(() -> VocabularyRegime.projectionStep(10, 1.5))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> VocabularyRegime.alignment(new long[] {1, -1}, Weighting.LOSS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got -1 for token 1");
    assertThatThrownBy(() -> VocabularyRegime.alignment(new long[3], Weighting.LOSS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one token must occur");
  }

  @Test
  void measuredRatioReplacesAPresetThatIsFarOff() {
    RatioSweep near = RatioSweep.fit(256, 8, 1024, 16, 0.5);
    RatioSweep far = RatioSweep.fit(256, 8, 1024, 32, 0.5);

    assertThat(near.exponent()).isCloseTo(0.5, within(1e-15));
    assertThat(near.chosen()).isEqualTo(0.5);
    assertThat(far.presetStands()).isFalse();
    assertThat(far.chosen()).isCloseTo(1, within(1e-15));
    assertThatThrownBy(() -> RatioSweep.fit(256, 8, 256, 16, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two different widths");
    assertThatThrownBy(() -> RatioSweep.fit(256, 0, 512, 16, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be positive, got 0.0");
  }
}
