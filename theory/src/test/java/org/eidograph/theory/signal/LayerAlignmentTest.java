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
  void centringTwiceIsCentringOnce() {
    TangentGram once = GRAMS.get(1).centred();
    TangentGram twice = once.centred();

    for (int i = 0; i < once.entries().length; i++) {
      assertThat(twice.entries()[i]).isEqualTo(once.entries()[i], within(1e-15));
    }
  }

  /** y of the labels 0, 1, 0, 1, 1, 0: half of it is 1/2, half −1/2. */
  private static double[] centredLabels(double factor) {
    double[] y = new double[12];
    for (int i = 0; i < 12; i++) {
      y[i] = factor * (LABELS[i % 6] == i / 6 ? 0.5 : -0.5);
    }
    return y;
  }

  @Test
  void crossDirectionIsOneAlongTheLabelsAndMinusOneAgainstThem() {
    for (TangentGram gram : GRAMS) {
      assertThat(LayerAlignment.crossDirection(gram, centredLabels(3), LABELS))
          .isEqualTo(1, within(1e-12)); // sums of 144 terms that partly cancel
      assertThat(LayerAlignment.crossDirection(gram, centredLabels(-0.1), LABELS))
          .isEqualTo(-1, within(1e-12));
    }
  }

  /** With K = 1 it is the cosine of residual and labels; here 1/√12 for a single coordinate. */
  @Test
  void crossDirectionOfTheIdentityIsACosine() {
    double[] identity = new double[144];
    double[] residual = new double[12];
    for (int i = 0; i < 12; i++) {
      identity[13 * i] = 1;
    }
    residual[0] = 0.7; // y is +1/2 there

    assertThat(LayerAlignment.crossDirection(new TangentGram(identity, 6, 2), residual, LABELS))
        .isEqualTo(1 / Math.sqrt(12), within(1e-15));
    assertThatThrownBy(
            () ->
                LayerAlignment.crossDirection(
                    new TangentGram(identity, 6, 2), new double[12], LABELS))
        .hasMessageContaining("not all zero");
    assertThatThrownBy(
            () ->
                LayerAlignment.crossDirection(
                    new TangentGram(identity, 6, 2), new double[] {1}, LABELS))
        .hasMessageContaining("needs 12 numbers");
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
