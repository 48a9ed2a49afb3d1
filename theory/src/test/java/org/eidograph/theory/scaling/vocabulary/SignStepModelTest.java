// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.function.ToDoubleFunction;
import org.eidograph.theory.scaling.simulation.Losses;
import org.eidograph.theory.scaling.sweep.LineFit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SignStepModelTest {
  private static final int[] WIDTHS = {64, 128, 256, 512, 1024};
  private static final int SEEDS = 8;

  /** {@code n·E|w| = √(2/π)} for w of deviation 1/n: neither width nor vocabulary matters. */
  @Test
  void embeddingStepIsTheMeanOfAHalfNormal() {
    double sum = 0;
    double squares = 0;
    int draws = 200;
    for (int seed = 0; seed < draws; seed++) {
      double step = draw(128, SignStepModel.uniform(4), seed).embeddingStep();
      sum += step;
      squares += step * step;
    }
    double mean = sum / draws;
    double error = Math.sqrt((squares / draws - mean * mean) / draws);

    assertThat(mean).isCloseTo(Math.sqrt(2 / Math.PI), within(4 * error));
  }

  /** One token: its step is the l1 norm of its row, {@code n·√(2/π)}, and ρ = 1. */
  @Test
  void singleTokenIsFullyAligned() {
    SignStepModel one = draw(4096, new double[] {1}, 3);

    // standard error of a mean of 4096 half normals: √(1 - 2/π)/64 = 0.0094 per unit of width
    assertThat(one.projectionStep() / 4096).isCloseTo(Math.sqrt(2 / Math.PI), within(4 * 0.0094));
    assertThat(one.predictedProjectionStep()).isEqualTo(VocabularyRegime.projectionStep(4096, 1));
  }

  /** Claim P4, first part: M is within 6 % of the simulated size in every regime. */
  @Test
  @Tag("slow")
  void closedFormIsWithinSixPercentOfTheSimulation() {
    for (IntUnaryOperator vocabulary : new IntUnaryOperator[] {n -> 16, n -> n, n -> 8 * n}) {
      for (int width : WIDTHS) {
        double simulated = average(width, vocabulary, SignStepModel::projectionStep);
        double predicted = average(width, vocabulary, SignStepModel::predictedProjectionStep);

        assertThat(predicted / simulated).isCloseTo(1, within(0.06));
      }
    }
  }

  /** Claim P4, second part; the simulated exponents were 0.967, 0.517 and 0.483. */
  @Test
  @Tag("slow")
  void ratioGoesFromTheWidthToItsRootAsTheVocabularyGrows() {
    // 0.06: the scatter of 8 seeds over four octaves, in another random stream
    assertThat(ratioExponent(n -> 16)).isCloseTo(0.97, within(0.06));
    assertThat(ratioExponent(n -> n)).isCloseTo(0.52, within(0.06));
    assertThat(ratioExponent(n -> 8 * n)).isCloseTo(0.48, within(0.06));
  }

  /** The second criterion, rates that each lower the loss most, agrees in the clear regimes. */
  @Test
  @Tag("slow")
  void greedyRatesSayTheSame() {
    // 0.927 and 0.530 in the other simulation; the residuals' noise adds to the scatter
    assertThat(exponent(n -> 16, SignStepModel::greedyRatio)).isCloseTo(0.93, within(0.12));
    assertThat(exponent(n -> n, SignStepModel::greedyRatio)).isCloseTo(0.53, within(0.12));
  }

  /** Zipf's law holds both regimes at once: frequent tokens as n, rare ones as √n. */
  @Test
  @Tag("slow")
  void frequentTokensFollowTheWidthAndRareOnesItsRoot() {
    double[] frequencies = SignStepModel.zipf(2048, 1);
    double[] frequent = new double[WIDTHS.length];
    double[] rare = new double[WIDTHS.length];
    for (int i = 0; i < WIDTHS.length; i++) {
      for (int seed = 0; seed < SEEDS; seed++) {
        SignStepModel model = draw(WIDTHS[i], frequencies, seed);
        frequent[i] += model.projectionStep(0, 4) / SEEDS;
        rare[i] += model.projectionStep(1024, 2048) / SEEDS;
      }
    }

    // four tokens scatter more than a thousand
    assertThat(LineFit.ofPowers(widths(), frequent).slope()).isCloseTo(0.97, within(0.08));
    assertThat(LineFit.ofPowers(widths(), rare).slope()).isCloseTo(0.50, within(0.03));
  }

  /** The closed form's local exponent, where the regimes meet. */
  @Test
  @Tag("slow")
  void localExponentIsThatOfTheClosedForm() {
    double[] n = {96, 124, 160};
    double[] steps = new double[3];
    for (int i = 0; i < 3; i++) {
      for (int seed = 0; seed < 200; seed++) {
        steps[i] += draw((int) n[i], SignStepModel.uniform(128), seed).projectionStep() / 200;
      }
    }

    // 4 standard errors of 200 draws that scatter by 5 % over 0.74 octaves, and the form's few
    // percent
    assertThat(LineFit.ofPowers(n, steps).slope())
        .isCloseTo(VocabularyRegime.ratioExponent(124, 1 / 128.0), within(0.06));
  }

  @Test
  void sameSeedSameModel() {
    assertThat(draw(32, SignStepModel.zipf(8, 1), 4).balancedRatio())
        .isEqualTo(draw(32, SignStepModel.zipf(8, 1), 4).balancedRatio());
  }

  private static double ratioExponent(IntUnaryOperator vocabulary) {
    return exponent(vocabulary, SignStepModel::balancedRatio);
  }

  private static double exponent(
      IntUnaryOperator vocabulary, ToDoubleFunction<SignStepModel> quantity) {
    double[] values =
        Arrays.stream(WIDTHS).mapToDouble(n -> average(n, vocabulary, quantity)).toArray();
    return LineFit.ofPowers(widths(), values).slope();
  }

  private static double average(
      int width, IntUnaryOperator vocabulary, ToDoubleFunction<SignStepModel> quantity) {
    double[] frequencies = SignStepModel.uniform(vocabulary.applyAsInt(width));
    double sum = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      sum += quantity.applyAsDouble(draw(width, frequencies, seed));
    }
    return sum / SEEDS;
  }

  private static SignStepModel draw(int width, double[] frequencies, long seed) {
    return SignStepModel.draw(width, frequencies, Losses.random(seed));
  }

  private static double[] widths() {
    return Arrays.stream(WIDTHS).mapToDouble(n -> n).toArray();
  }
}
