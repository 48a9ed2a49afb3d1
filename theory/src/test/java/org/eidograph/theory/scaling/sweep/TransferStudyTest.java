// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.eidograph.theory.scaling.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class TransferStudyTest {
  private static final double[] GRID = {-14, -13, -12, -11, -10, -9, -8, -7, -6, -5, -4};
  private static final long[] WIDTHS = {64, 128, 256, 512, 1024};

  @Test
  void knownDriftRegretAndPredictionAreFound() {
    TransferStudy study = study(-7, -0.5, 0.3);

    // valleys are exact parabolas, so only rounding remains
    assertThat(study.drift().slope()).isEqualTo(-0.5, within(1e-11));
    assertThat(study.drift().residualRms()).isLessThan(1e-11);
    assertThat(study.regrets().get(0)).isEqualTo(0, within(1e-12));
    // one octave of width moves the optimum by half a doubling, inside the neighbours' parabola
    assertThat(study.regrets().get(1)).isEqualTo(0.15 * 0.25, within(1e-11));
    assertThat(study.widerIsWorse()).isZero();
    assertThat(study.transfers(10)).isFalse();
    RatePrediction far = RatePrediction.of(study, 4096, 0.9, true);
    assertThat(far.drifting()).isTrue();
    assertThat(far.log2Rate()).isEqualTo(-7 - 0.5 * 6, within(1e-10));
  }

  @Test
  void steadyOptimumTransfersAndPredictsItsMean() {
    TransferStudy study = study(-7.25, 0, 0.3);
    RatePrediction far = RatePrediction.of(study, 4096, 0.9, true);

    assertThat(study.transfers(TransferStudy.SMALL_REGRET)).isTrue();
    assertThat(far.log2Rate()).isEqualTo(-7.25, within(1e-11));
  }

  @Test
  void smallDriftTransfersOnlyWhileItsRegretIsSmall() {
    TransferStudy study = study(-7, -0.15, 0.3);

    // 0.15 of a doubling per octave over four octaves: 0.15·0.6² = 0.054 nats
    assertThat(study.regrets().get(4)).isEqualTo(0.054, within(1e-10));
    assertThat(study.transfers(0.06)).isTrue();
    assertThat(study.transfers(TransferStudy.SMALL_REGRET)).isFalse();
  }

  @Test
  void widerModelsThatAreWorseAreCounted() {
    TransferStudy study = study(-7, 0, -0.1);

    assertThat(study.widerIsWorse()).isEqualTo(10);
    assertThat(study.lossPenalty(List.of(study, study(-7, 0, 0.3)))).isCloseTo(1.6, within(1e-10));
  }

  /** 90 % of intervals of a drift hold it when optima scatter normally around the line. */
  @Test
  void intervalCoversTheDriftAsOftenAsItSays() {
    SplittableRandom random = new SplittableRandom(5);
    int covered = 0;
    int studies = 1000;
    for (int i = 0; i < studies; i++) {
      List<WidthCurve> curves = new ArrayList<>();
      for (int octave = 0; octave < WIDTHS.length; octave++) {
        double x = -8.3 - 0.2 * octave + 0.2 * random.nextGaussian();
        curves.add(curve(WIDTHS[octave], x, 1));
      }
      if (TransferStudy.of(curves, 0.9).slopeInterval().contains(-0.2)) {
        covered++;
      }
    }

    // binomial standard error of the share: √(0.9·0.1/1000) = 0.0095
    assertThat(covered / (double) studies).isCloseTo(0.9, within(4 * 0.0095));
  }

  /**
   * Real curves: ReLU networks trained with torch (interop/scaling/make_mlp_sweeps.py). Drifts and
   * optima were also found by an independent fit in numpy; bounds leave room for other streams.
   */
  @ParameterizedTest
  @CsvSource({
    // optimizer, parametrization, drift, optimum at 64, optimum at 1024
    "adam, sp, -1.33, -7.00, -12.26",
    "adam, mup, -0.13, -7.00, -7.37",
    "sgd, sp, -1.00, -4.21, -8.19",
    "sgd, mup, 0.09, -4.21, -3.94"
  })
  void optimaOfRealSweepsDriftInSpAndStayInMup(
      String optimizer, String parametrization, double drift, double first, double last) {
    TransferStudy study = real(optimizer, parametrization);

    // the published numbers have two decimals
    assertThat(study.drift().slope()).isCloseTo(drift, within(0.006));
    assertThat(study.optima().get(0).log2Rate()).isCloseTo(first, within(0.006));
    assertThat(study.optima().get(4).log2Rate()).isCloseTo(last, within(0.006));
  }

  @Test
  void carryingTheSmallModelsRateCostsLittleInMupOnly() {
    for (String optimizer : List.of("adam", "sgd")) {
      TransferStudy mup = real(optimizer, "mup");
      TransferStudy sp = real(optimizer, "sp");

      assertThat(mup.drift().slope()).isBetween(-0.3, 0.3);
      assertThat(sp.drift().slope()).isLessThan(-0.8);
      assertThat(mup.regrets().get(4)).isLessThan(0.5);
      assertThat(sp.regrets().get(4)).isGreaterThan(2);
      assertThat(mup.optima().get(4).logLoss()).isLessThan(sp.optima().get(4).logLoss());
    }
  }

  @Test
  void edgesAndTooFewWidthsAreRefused() {
    List<WidthCurve> two = List.of(curve(64, -8, 1), curve(128, -8, 1));
    assertThatThrownBy(() -> TransferStudy.of(two, 0.9))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least three different widths, got [64, 128]");
    List<WidthCurve> edge = List.of(two.get(0), two.get(1), curve(256, -20, 1));
    assertThatThrownBy(() -> TransferStudy.of(edge, 0.9))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2^-14.0 at the lower end for width 256");
    List<WidthCurve> twice = List.of(two.get(0), two.get(0), two.get(1), curve(256, -8, 1));
    assertThatThrownBy(() -> TransferStudy.of(twice, 0.9))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static TransferStudy real(String optimizer, String parametrization) {
    List<WidthCurve> curves = new ArrayList<>();
    for (JsonNode study : Tables.read("mlp-sweeps.json").get("studies")) {
      if (study.get("optimizer").stringValue().equals(optimizer)
          && study.get("parametrization").stringValue().equals(parametrization)) {
        double[] rates = Tables.numbers(study.get("log2_rates"));
        for (JsonNode row : study.get("curves")) {
          curves.add(
              new WidthCurve(
                  row.get("width").longValue(),
                  new LearningRateCurve(rates, Tables.matrix(row.get("losses")))));
        }
      }
    }
    return TransferStudy.of(curves, 0.9);
  }

  /** Valleys of curvature 0.3 at x = first + slope·octave, their depth growing with the width. */
  private static TransferStudy study(double first, double slope, double gainPerOctave) {
    List<WidthCurve> curves = new ArrayList<>();
    for (int octave = 0; octave < WIDTHS.length; octave++) {
      curves.add(curve(WIDTHS[octave], first + slope * octave, -gainPerOctave * octave));
    }
    return TransferStudy.of(curves, 0.9);
  }

  private static WidthCurve curve(long width, double optimum, double floor) {
    double[] losses =
        Arrays.stream(GRID)
            .map(x -> Math.exp(floor + 0.15 * (x - optimum) * (x - optimum)))
            .toArray();
    return new WidthCurve(width, new LearningRateCurve(GRID, new double[][] {losses}));
  }
}
