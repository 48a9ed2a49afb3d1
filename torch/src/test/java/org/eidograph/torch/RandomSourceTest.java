// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RandomSourceTest {
  @Test
  void equalSeedsGiveEqualNumbers() {
    assertThat(draw(7, "init")).isEqualTo(draw(7, "init"));
  }

  @Test
  void seedsAndPurposesGiveDifferentNumbers() {
    assertThat(draw(7, "init")).isNotEqualTo(draw(8, "init")).isNotEqualTo(draw(7, "dropout"));
  }

  @Test
  void drawingForOnePurposeLeavesAnotherAlone() {
    try (Scope scope = Scope.open();
        RandomSource init = RandomSource.of(7, "init");
        RandomSource dropout = RandomSource.of(7, "dropout")) {
      Tensors.normal(dropout, 100);

      assertThat(Tensors.normal(init, 4).toFloats()).isEqualTo(draw(7, "init"));
    }
  }

  @Test
  void streamsOfNearbySeedsAreUncorrelated() {
    try (Scope scope = Scope.open();
        RandomSource a = RandomSource.of(1, "init");
        RandomSource b = RandomSource.of(2, "init")) {
      int n = 10_000;
      double correlation = Tensors.normal(a, n).mul(Tensors.normal(b, n)).mean().item();

      assertThat(correlation).isCloseTo(0, within(4 / Math.sqrt(n))); // four standard errors
    }
  }

  @Test
  void aRestoredStateContinuesTheStream() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(3);
        RandomSource other = RandomSource.of(4)) {
      Tensors.normal(random, 5);
      byte[] state = random.state();
      float[] expected = Tensors.normal(random, 5).toFloats();

      other.restore(state);

      assertThat(Tensors.normal(other, 5).toFloats()).isEqualTo(expected);
    }
  }

  @Test
  void normalAndUniformHaveTheirMoments() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(11)) {
      int n = 40_000;
      Tensor normal = Tensors.normal(random, n);
      Tensor uniform = Tensors.uniform(random, 2, n);

      // four standard errors: 4/√n for the mean, 4·√2/√n for the variance
      assertThat(normal.mean().item()).isCloseTo(0, within(0.02));
      assertThat(normal.pow(2).mean().item()).isCloseTo(1, within(0.03));
      assertThat(uniform.abs().max().item()).isBetween(1.99, 2.0);
      assertThat(uniform.pow(2).mean().item()).isCloseTo(4.0 / 3, within(0.03));
    }
  }

  private static float[] draw(long seed, String purpose) {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(seed, purpose)) {
      return Tensors.normal(random, 4).toFloats();
    }
  }
}
