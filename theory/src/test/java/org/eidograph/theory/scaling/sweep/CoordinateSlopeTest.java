// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.eidograph.theory.scaling.sweep.CoordinateCheck.Outcome;
import org.eidograph.theory.scaling.sweep.CoordinateSlope.Verdict;
import org.eidograph.theory.scaling.sweep.CoordinateSlope.Watched;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoordinateSlopeTest {
  private static final long[] WIDTHS = {64, 128, 256, 512, 1024};

  @ParameterizedTest
  @CsvSource({
    "HIDDEN, 0, FLAT",
    "HIDDEN, -0.14, FLAT",
    "HIDDEN, 0.2, SUSPICIOUS",
    "HIDDEN, -0.29, SUSPICIOUS",
    "HIDDEN, 1, BLOWS_UP",
    "HIDDEN, -0.5, VANISHES",
    "LOGITS, -0.5, EXPECTED_FALL",
    "LOGITS, -0.2, EXPECTED_FALL",
    "LOGITS, -0.7, VANISHES",
    "LOGITS, 0.35, BLOWS_UP",
    "ATTENTION_LOGITS, -0.45, EXPECTED_FALL",
    "ATTENTION_LOGITS, 0.25, SUSPICIOUS"
  })
  void knownExponentGetsItsVerdict(Watched watched, double exponent, Verdict verdict) {
    CoordinateSlope slope = slope(watched, exponent);

    assertThat(slope.slope()).isCloseTo(exponent, within(1e-12));
    assertThat(slope.slopeError()).isLessThan(1e-12);
    assertThat(slope.verdict()).isEqualTo(verdict);
  }

  @Test
  void slopeIsThatOfTheMeanOverSeeds() {
    double[] left = power(0);
    double[] right = power(1);
    double[] mean = new double[WIDTHS.length];
    Arrays.setAll(mean, i -> (left[i] + right[i]) / 2);

    CoordinateSlope slope =
        CoordinateSlope.of("h", Watched.HIDDEN, WIDTHS, new double[][] {left, right});

    assertThat(slope.slope())
        .isCloseTo(
            CoordinateSlope.of("h", Watched.HIDDEN, WIDTHS, new double[][] {mean}).slope(),
            within(1e-12));
  }

  @Test
  void moduleThatNothingReachedIsStill() {
    CoordinateSlope slope =
        CoordinateSlope.of("h1", Watched.HIDDEN, WIDTHS, new double[][] {new double[5]});

    assertThat(slope.verdict()).isEqualTo(Verdict.STILL);
    assertThat(slope.verdict().passes()).isTrue();
  }

  @Test
  void moduleThatDivergedAtAnyWidthBlowsUp() {
    double[] diverged = power(0);
    diverged[4] = Double.POSITIVE_INFINITY;

    CoordinateSlope slope =
        CoordinateSlope.of("h", Watched.HIDDEN, WIDTHS, new double[][] {power(0), diverged});

    assertThat(slope.verdict()).isEqualTo(Verdict.BLOWS_UP);
    assertThat(slope.slope()).isNaN();
  }

  @Test
  void checkPassesOnlyBesideAControlThatFails() {
    CoordinateSlope flat = slope(Watched.HIDDEN, 0.05);
    CoordinateSlope suspicious = slope(Watched.HIDDEN, 0.25);
    CoordinateSlope wild = slope(Watched.HIDDEN, 0.9);

    assertThat(outcome(flat, wild)).isEqualTo(Outcome.PASSES);
    assertThat(outcome(suspicious, wild)).isEqualTo(Outcome.PASSES_WITH_WARNINGS);
    assertThat(outcome(wild, wild)).isEqualTo(Outcome.FAILS);
    assertThat(outcome(flat, flat)).isEqualTo(Outcome.TOO_WEAK);
    assertThat(CoordinateCheck.of(List.of(flat, wild), List.of(wild)).failing())
        .containsExactly("module");
  }

  @Test
  void refusesWidthsThatShowNothing() {
    assertThatThrownBy(() -> check(64, 128, 512))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 4 ascending widths that span a factor of 8")
        .hasMessageContaining("[64, 128, 512]");
    assertThatThrownBy(() -> check(64, 128, 256, 500)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> check(64, 512, 256, 1024))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> CoordinateSlope.of("h", Watched.HIDDEN, WIDTHS, new double[][] {{1, 1, 0, 1, 1}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("positive values, got 0.0 as point 2");
  }

  private static void check(long... widths) {
    CoordinateSlope.of("h", Watched.HIDDEN, widths, new double[][] {new double[widths.length]});
  }

  private static Outcome outcome(CoordinateSlope tested, CoordinateSlope control) {
    return CoordinateCheck.of(List.of(tested), List.of(control)).outcome();
  }

  private static CoordinateSlope slope(Watched watched, double exponent) {
    return CoordinateSlope.of("module", watched, WIDTHS, new double[][] {power(exponent)});
  }

  private static double[] power(double exponent) {
    return Arrays.stream(WIDTHS).mapToDouble(n -> 0.3 * Math.pow((double) n, exponent)).toArray();
  }
}
