// Licensed under the Apache License, Version 2.0.
package org.eidograph.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {
  // sums of a few exact fractions in double
  private static final double EXACT = 1e-15;

  private static ConfusionMatrix of(int[] truth, int[] predicted, int classes) {
    ConfusionMatrix matrix = new ConfusionMatrix(classes);
    for (int i = 0; i < truth.length; i++) {
      matrix.add(truth[i], predicted[i]);
    }
    return matrix;
  }

  @Test
  void aWorkedExampleByHand() {
    // class 0: precision 1/2, recall 1/2; class 1: 1/1, 1/2; class 2: 1/2, 1/1
    ConfusionMatrix matrix = of(new int[] {0, 0, 1, 1, 2}, new int[] {0, 2, 1, 0, 2}, 3);

    assertThat(matrix.accuracy()).isEqualTo(0.6, within(EXACT));
    assertThat(matrix.f1(0)).isEqualTo(0.5, within(EXACT));
    assertThat(matrix.f1(1)).isEqualTo(2.0 / 3, within(EXACT));
    assertThat(matrix.f1(2)).isEqualTo(2.0 / 3, within(EXACT));
    assertThat(matrix.macroF1()).isEqualTo((0.5 + 4.0 / 3) / 3, within(EXACT));
  }

  @Test
  void f1IsTheHarmonicMeanOfPrecisionAndRecall() {
    ConfusionMatrix matrix =
        of(new int[] {0, 0, 0, 1, 1, 1, 1}, new int[] {0, 1, 1, 1, 1, 1, 0}, 2);
    double precision = (double) matrix.count(1, 1) / matrix.predicted(1);
    double recall = (double) matrix.count(1, 1) / matrix.ofClass(1);

    assertThat(matrix.f1(1)).isEqualTo(2 / (1 / precision + 1 / recall), within(EXACT));
  }

  @Test
  void aClassThatNeverOccursLeavesMacroF1Alone() {
    int[] truth = {0, 1, 1};
    int[] predicted = {0, 1, 0};

    assertThat(of(truth, predicted, 9).macroF1())
        .isEqualTo(of(truth, predicted, 2).macroF1(), within(EXACT));
  }

  @Test
  void renamingTheClassesChangesNoMeasure() {
    ConfusionMatrix matrix = of(new int[] {0, 0, 1, 2, 2}, new int[] {0, 1, 1, 2, 0}, 3);
    ConfusionMatrix renamed = of(new int[] {2, 2, 0, 1, 1}, new int[] {2, 0, 0, 1, 2}, 3);

    assertThat(renamed.accuracy()).isEqualTo(matrix.accuracy(), within(EXACT));
    assertThat(renamed.macroF1()).isEqualTo(matrix.macroF1(), within(EXACT));
  }

  @Test
  void withoutTextsNothingIsMeasured() {
    assertThat(new ConfusionMatrix(2).accuracy()).isNaN();
    assertThat(new ConfusionMatrix(2).macroF1()).isNaN();
  }
}
