// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SeededOrderTest {
  @Test
  void theGeneratorIsSplitMix64() {
    SplittableRandom random = new SplittableRandom(1234567);

    // published test vector of SplitMix64 for this seed, as unsigned numbers
    assertThat(Long.toUnsignedString(random.nextLong())).isEqualTo("6457827717110365317");
    assertThat(Long.toUnsignedString(random.nextLong())).isEqualTo("3203168211198807973");
  }

  @Test
  void everyPlaceIsEquallyLikely() {
    int[] counts = new int[5];
    SplittableRandom random = SeededOrder.generator(1, 0);
    int trials = 20_000;
    for (int i = 0; i < trials; i++) {
      counts[SeededOrder.permutation(5, random)[2]]++;
    }

    // binomial(20000, 1/5): standard error 57, so 4 of them
    assertThat(counts).satisfies(c -> assertThat(c[0]).isBetween(3772, 4228));
    assertThat(java.util.Arrays.stream(counts))
        .allSatisfy(c -> assertThat(c).isBetween(3772, 4228));
  }
}
