// Licensed under the Apache License, Version 2.0.
package org.eidograph.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestKeyTest {
  // Levenshtein's and Damerau's textbook pairs
  @ParameterizedTest
  @CsvSource({"kitten,sitting,3", "saturday,sunday,3", "'',abc,3", "ca,ac,1", "rank,rank,0"})
  void distanceIsTheFewestEdits(String a, String b, int edits) {
    assertThat(NearestKey.distance(a, b)).isEqualTo(edits);
    assertThat(NearestKey.distance(b, a)).isEqualTo(edits);
  }

  @Test
  void nothingNearIsNoAnswer() {
    assertThat(NearestKey.of("zebra", List.of("learning_rate", "rank"))).isEmpty();
    assertThat(NearestKey.of("zebra", List.of())).isEmpty();
  }
}
