// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.alignment.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.eidograph.theory.signal.LayerShare;
import org.junit.jupiter.api.Test;

class BalanceStudyTest {
  @Test
  void closestLayerHasTheSmallestLogarithmicDistanceOfAll() {
    LayerShare share = BalanceStudy.share(50);
    double best = distance(share, BalanceStudy.share(50).balance());

    for (int layer = 1; layer <= 50; layer++) {
      assertThat(distance(share, layer)).isGreaterThanOrEqualTo(best);
    }
  }

  private static double distance(LayerShare share, int layer) {
    return Math.abs(
        Math.log(share.forwardLoss()[layer - 1] / share.backwardRetention()[layer - 1]));
  }

  @Test
  void firstForwardLossIsThatOfTheInputs() {
    assertThat(BalanceStudy.share(50).forwardLoss()[0]).isEqualTo(0.8, within(1e-15));
    assertThat(BalanceStudy.layerDistance()).isZero();
    assertThat(BalanceStudy.retentionDistance()).isLessThan(1e-5); // the table has five digits
  }
}
