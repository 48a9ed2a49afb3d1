// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PairNetworkTest {
  private static final PairNetwork.Case SIZE = new PairNetwork.Case(16, 12);

  /** A head of zeros guesses among eight classes; at no rate at all the embedding stays random. */
  @Test
  void learnsThePairsOnlyAtARateOfItsOwn() {
    double tiny = PairNetwork.loss(SIZE, 1e-9, 1);
    double good = PairNetwork.loss(SIZE, 0.1, 1);

    assertThat(tiny).isLessThan(Math.log(8));
    assertThat(good).isLessThan(tiny / 2);
  }

  @Test
  void sameSeedSameLoss() {
    // one thread, the same kernels in the same order
    assertThat(PairNetwork.loss(SIZE, 0.1, 2))
        .isCloseTo(PairNetwork.loss(SIZE, 0.1, 2), within(0.0));
  }
}
