// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.eidograph.base.Figure.Kind;
import org.junit.jupiter.api.Test;

class HistogramTest {
  @Test
  void densityIntegratesToTheShareInside() {
    Histogram histogram = Histogram.of(new double[] {0.1, 0.2, 0.6, 5}, 0, 1, 2);

    assertThat(histogram.centres()).containsExactly(0.25, 0.75);
    assertThat(histogram.density()).containsExactly(1, 0.5);
    // Two bins of width 1/2: three samples of four.
    assertThat(Arrays.stream(histogram.density()).sum() / 2).isEqualTo(0.75, within(1e-15));
  }

  @Test
  void endsBelongToTheUpperBin() {
    Histogram histogram = Histogram.of(new double[] {0, 0.5, 1, -0.1}, 0, 1, 2);

    assertThat(histogram.density()).containsExactly(0.5, 0.5);
  }

  @Test
  void seriesAreItsBinsAsBarsOrPoints() {
    Histogram histogram = Histogram.of(new double[] {0.5}, 0, 1, 1);

    assertThat(histogram.bars("one").kind()).isEqualTo(Kind.BARS);
    assertThat(histogram.points("one").y()).containsExactly(1);
  }
}
