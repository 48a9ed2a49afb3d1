// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.eidograph.base.CheckFailedException;
import org.eidograph.base.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateBracketTest {
  /** A loss with its minimum at a rate, symmetric in the logarithm, as real ones nearly are. */
  private static DoubleUnaryOperator valley(double optimum) {
    return rate -> 1 + Math.pow(Math.log(rate / optimum), 2);
  }

  @ParameterizedTest
  @CsvSource({"1e-3, 3", "3e-4, 4", "1.9e-4, 4", "3.9e-3, 4", "7e-3, 5", "1.5e-4, 5"})
  void theBestIsTheGridsNearestToTheOptimumFromEitherSide(double optimum, int trials) {
    RateBracket.Outcome outcome = RateBracket.search(1e-3, 2, 9, valley(optimum));

    double octaves = Math.log(outcome.best().learningRate() / optimum) / Math.log(2);
    assertThat(octaves).isCloseTo(0, within(0.5)); // half the grid's step
    assertThat(outcome.closed()).isTrue();
    assertThat(outcome.trials()).hasSizeBetween(trials, trials + 1);
  }

  @Test
  void ratesRiseAndEachIsTriedOnce() {
    List<Double> tried = new ArrayList<>();
    RateBracket.Outcome outcome =
        RateBracket.search(
            1e-3,
            2,
            9,
            rate -> {
              tried.add(rate);
              return valley(5e-3).applyAsDouble(rate);
            });

    assertThat(tried).doesNotHaveDuplicates().startsWith(1e-3, 5e-4, 2e-3);
    assertThat(outcome.trials())
        .extracting(RateBracket.Trial::learningRate)
        .containsExactlyElementsOf(tried.stream().sorted().toList());
  }

  @Test
  void divergedTrialIsWorseThanAnyOther() {
    RateBracket.Outcome outcome =
        RateBracket.search(1e-3, 2, 9, rate -> rate > 1.5e-3 ? Double.NaN : 5 - rate);

    assertThat(outcome.best().learningRate()).isEqualTo(1e-3);
    assertThat(outcome.trials().get(2).loss()).isInfinite();
    assertThat(outcome.closed()).isTrue();
  }

  @Test
  void searchEndsAtTheMostTrialsAndSaysThatTheBestIsAtTheEdge() {
    RateBracket.Outcome outcome = RateBracket.search(1e-3, 2, 5, rate -> -rate);

    assertThat(outcome.trials()).hasSize(5);
    assertThat(outcome.best().learningRate()).isEqualTo(8e-3);
    assertThat(outcome.closed()).isFalse();
  }

  @Test
  void flatLossKeepsTheSmallestRate() {
    RateBracket.Outcome outcome = RateBracket.search(1e-3, 2, 4, rate -> 2);

    assertThat(outcome.best().learningRate())
        .isEqualTo(outcome.trials().get(0).learningRate())
        .isLessThan(1e-3);
  }

  @Test
  void nothingIsChosenWhenEverythingDiverges() {
    assertThatThrownBy(() -> RateBracket.search(1e-3, 2, 4, rate -> Double.NaN))
        .isInstanceOf(CheckFailedException.class)
        .hasMessageContaining("diverging");
  }

  @ParameterizedTest
  @CsvSource({"0, 2, 3", "-1, 2, 3", "NaN, 2, 3", "1e-3, 1, 3", "1e-3, 2, 2"})
  void whatCannotBeSearchedIsRefused(double guess, double factor, int most) {
    assertThatThrownBy(() -> RateBracket.search(guess, factor, most, valley(1)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("at least 3 trials");
  }
}
