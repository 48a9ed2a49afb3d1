// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parts of a set. */
class ExampleSetTest {
  /** A set whose i-th example has i + 2 tokens. */
  private static final ExampleSet SEVEN = Sets.ofLengths(2, 3, 4, 5, 6, 7, 8);

  @ParameterizedTest
  @CsvSource({"1, 2", "2, 2 5", "3, 2 4 6", "7, 2 3 4 5 6 7 8", "9, 2 3 4 5 6 7 8", "0, ''"})
  void aSpreadSampleTakesTheSameShareOfEveryPart(int count, String lengths) {
    ExampleSet sample = SEVEN.spread(count);

    assertThat(IntStream.range(0, sample.size()).mapToObj(i -> "" + sample.length(i)))
        .containsExactlyElementsOf(
            lengths.isEmpty() ? java.util.List.of() : java.util.List.of(lengths.split(" ")));
  }
}
