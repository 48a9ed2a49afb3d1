// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.eidograph.theory.moments.Activation;
import org.junit.jupiter.api.Test;

class CrossGramTest {
  private static final KernelNetwork RELU = KernelNetwork.mlp(Activation.relu(), 1.4, 0, 3);
  private static final double[] NONE = {};

  @Test
  void everyEntryAgreesWithItsPair() {
    double[] rows = {0.7, 1.9};
    double[] columns = {1, 1.5, 0.4};
    double[][] products = {{0.5, -0.9, 0.1}, {1.1, 0.2, -0.3}};
    PairKernels pairs = new PairKernels(RELU);
    CrossGram gram = CrossGram.of(RELU, rows, columns);
    CrossGram.Rows mapper = gram.rows();

    for (int i = 0; i < rows.length; i++) {
      double[] nngp = new double[4];
      double[] ntk = new double[4];
      mapper.map(
          i, 3, new double[] {9, products[i][0], products[i][1], products[i][2]}, nngp, ntk, 1);
      for (int j = 0; j < columns.length; j++) {
        double gamma = 1 - products[i][j] / Math.sqrt(rows[i] * columns[j]);
        KernelPair pair = pairs.evaluate(rows[i], columns[j], gamma);
        // The promise of KernelGram: 1e-10 of the kernel of an input with itself.
        assertThat(nngp[j + 1]).isEqualTo(pair.nngp(), within(1e-10 * pair.q1()));
        assertThat(ntk[j + 1]).isEqualTo(pair.ntk(), within(1e-10 * pair.ntk1()));
      }
      // scaled from one variance there, computed at its own here: a few roundings
      assertThat(gram.itself(i)[0]).isEqualTo(pairs.diagonal(rows[i]).nngp(), within(1e-14));
      assertThat(gram.itself(i)[1]).isEqualTo(pairs.diagonal(rows[i]).ntk(), within(1e-14));
    }
    assertThat(gram.method()).isEqualTo("one function of the angle");
  }

  @Test
  void productsMayBeOverwrittenAndOneKernelIsEnough() {
    CrossGram gram = CrossGram.of(RELU, new double[] {1}, new double[] {1, 1});
    double[] apart = new double[2];
    double[] same = {0.3, -0.2};

    gram.rows().map(0, 2, same.clone(), NONE, apart, 0);
    gram.rows().map(0, 2, same, NONE, same, 0);

    assertThat(same).isEqualTo(apart);
  }

  @Test
  void zeroInputsHaveKernelZeroAndEqualOnesThatOfTheDiagonal() {
    CrossGram gram = CrossGram.of(RELU, new double[] {1, 0}, new double[] {0, 1});
    double[] first = new double[2];
    double[] second = new double[2];

    gram.rows().map(0, 2, new double[] {0, 1}, NONE, first, 0);
    gram.rows().map(1, 2, new double[] {0, 0}, NONE, second, 0);

    assertThat(first[0]).isZero();
    // γ = 0 exactly, so only the table's rounding is left
    assertThat(first[1]).isEqualTo(gram.itself(0)[1], within(1e-12));
    assertThat(second).containsOnly(0);
  }

  @Test
  void refusesProductsThatBreakCauchySchwarzAndNothingAtAll() {
    CrossGram gram = CrossGram.of(RELU, new double[] {1}, new double[] {2, 1});

    assertThatThrownBy(() -> gram.rows().map(0, 2, new double[] {0, 1.1}, NONE, new double[2], 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("with input 1 is 1.1");
    assertThatThrownBy(
            () -> gram.rows().map(0, 2, new double[] {Double.NaN, 0}, NONE, new double[2], 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("with input 0 is NaN");
    assertThatThrownBy(() -> CrossGram.of(RELU, NONE, NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one input");
  }
}
