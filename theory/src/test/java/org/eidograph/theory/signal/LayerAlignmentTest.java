// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.eidograph.theory.CsvTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayerAlignmentTest {
  private static final int[] LABELS = {0, 1, 0, 1, 1, 0};
  private static final Map<String, Double> TABLE = CsvTable.values("signal/alignment-toy.csv");
  private static final List<TangentGram> GRAMS = new TanhToy().grams();

  @Test
  void toyNetworkIsTheOneOfTheTable() {
    double[] output = new TanhToy().output(0);

    assertThat(output[0]).isEqualTo(TABLE.get("output_0"), within(1e-14));
    assertThat(output[1]).isEqualTo(TABLE.get("output_1"), within(1e-14));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void everyLayerAgreesWithExplicitJacobians(int layer) {
    TangentGram gram = GRAMS.get(layer - 1);

    agree(LayerAlignment.of(gram.centred(), LABELS), "layer" + layer + "_centred");
    agree(LayerAlignment.of(gram, LABELS), "layer" + layer + "_raw");
  }

  @Test
  void allLayersTogetherAgreeWithExplicitJacobians() {
    TangentGram all = GRAMS.stream().reduce(TangentGram::plus).orElseThrow();

    agree(LayerAlignment.of(all.centred(), LABELS), "all_centred");
    agree(LayerAlignment.of(all, LABELS), "all_raw");
  }

  private static void agree(LayerAlignment ours, String name) {
    // Complex steps give exact Jacobians; what is left is rounding of sums of some hundred terms.
    assertThat(ours.alignment()).isEqualTo(TABLE.get(name + "_alignment"), within(1e-13));
    assertThat(ours.secondOrder()).isEqualTo(TABLE.get(name + "_second"), within(1e-13));
    assertThat(ours.trace()).isEqualTo(TABLE.get(name + "_trace"), within(1e-12));
    assertThat(ours.frobeniusNorm()).isEqualTo(TABLE.get(name + "_norm"), within(1e-12));
  }

  @Test
  void sharedPositionsAddUpToTheSummedOuterProduct() {
    // One example, one logit, two positions, fan-in 2, fan-out 1: G = Σ δ_t (a_t, 1).
    double[] inputs = {1, 2, 3, -1};
    double[] gradients = {0.5, 2};
    TangentGram gram = TangentGram.of(new TangentGram.Factors(inputs, gradients, 1, 1, 2, true));
    double[] sum = {0.5 * 1 + 2 * 3, 0.5 * 2 - 2, 0.5 + 2};

    assertThat(gram.entries()[0])
        .isEqualTo(sum[0] * sum[0] + sum[1] * sum[1] + sum[2] * sum[2], within(1e-14));
  }

  @Test
  void alignmentIsOneForTheKernelOfTheLabelsThemselves() {
    double[] y = {1, -1, 0, 0.5};
    double[] k = new double[16];
    for (int i = 0; i < 16; i++) {
      k[i] = y[i / 4] * y[i % 4];
    }
    LayerAlignment alignment = LayerAlignment.of(new TangentGram(k, 4, 1), y);

    assertThat(alignment.alignment()).isEqualTo(1, within(1e-15));
    assertThat(alignment.secondOrder()).isEqualTo(1, within(1e-15));
  }

  @Test
  void crossRatioIsMinusOneWhereThePullPointsStraightAwayFromTheLabels() {
    TangentGram gram = GRAMS.get(2).centred();
    double[] away = new double[12];
    for (int i = 0; i < 6; i++) {
      double first = LABELS[i] == 0 ? 0.5 : -0.5; // both classes have three examples
      away[i] = -3 * first;
      away[6 + i] = 3 * first;
    }

    assertThat(LayerAlignment.crossRatio(gram, away, LABELS)).isEqualTo(-1, within(1e-13));
  }

  @Test
  void crossRatioOfTheIdentityIsTheCosineOfPullAndLabels() {
    double[] identity = new double[16];
    for (int i = 0; i < 4; i++) {
      identity[i * 4 + i] = 1;
    }
    TangentGram gram = new TangentGram(identity, 2, 2);

    // y = (½, −½, −½, ½); of w only its component along y counts
    assertThat(LayerAlignment.crossRatio(gram, new double[] {1, 0, 0, 0}, 0, 1))
        .isEqualTo(0.5, within(1e-15));
    assertThatThrownBy(() -> LayerAlignment.crossRatio(gram, new double[4], 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a direction that is not zero");
    assertThatThrownBy(() -> gram.form(new double[3], new double[4]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("= 4 numbers, got 3 and 4");
  }

  @Test
  void centringTwiceIsCentringOnce() {
    TangentGram once = GRAMS.get(1).centred();
    TangentGram twice = once.centred();

    for (int i = 0; i < once.entries().length; i++) {
      assertThat(twice.entries()[i]).isEqualTo(once.entries()[i], within(1e-15));
    }
  }

  @Test
  void refusesWhatCannotBeAligned() {
    TangentGram gram = GRAMS.get(0);

    assertThatThrownBy(() -> LayerAlignment.of(gram, 1, 1, 1, 1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least two classes");
    assertThatThrownBy(() -> LayerAlignment.of(gram, 0, 1, 0, 1, 1, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a label must lie between 0 and 1, got 2");
    assertThatThrownBy(() -> LayerAlignment.of(gram, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 2 for 6");
    assertThatThrownBy(() -> new TangentGram(new double[5], 1, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("= 4 entries, got 5");
    assertThatThrownBy(() -> new TangentGram.Factors(new double[3], new double[2], 2, 1, 1, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("inputs must be a positive multiple of 2 rows, got 3 numbers");
  }
}
