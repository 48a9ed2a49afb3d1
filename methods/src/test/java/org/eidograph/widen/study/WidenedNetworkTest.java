// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WidenedNetworkTest {
  private static final int WIDTH = 16;

  /** Copies stay equal, so the wide network is the small one: the theorem of the paper. */
  @Test
  void withoutNoiseTheWideNetworkTakesTheStepsOfItsSource() {
    try (NoisyRegression data = NoisyRegression.draw(3)) {
      double source = WidenedNetwork.sourceLoss(data, WIDTH, 0x1p-7, 3);
      double wide = WidenedNetwork.loss(data, WIDTH, 0x1p-7, 0, 3);

      // float32 roundings of 75 steps of Adam, which the loss magnifies somewhat
      assertThat(wide).isCloseTo(source, within(1e-3 * source));
    }
  }

  @Test
  void noiseChangesWhatIsLearned() {
    try (NoisyRegression data = NoisyRegression.draw(3)) {
      double still = WidenedNetwork.loss(data, WIDTH, 0x1p-7, 0, 3);
      double noisy = WidenedNetwork.loss(data, WIDTH, 0x1p-7, 0.4, 3);

      assertThat(Math.abs(noisy / still - 1)).isGreaterThan(0.01);
    }
  }
}
