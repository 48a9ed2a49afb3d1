// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class ChebyshevSeriesTest {
  @Test
  void reproducesPolynomialsOfItsDegreeExactly() {
    DoubleUnaryOperator quartic = x -> 3 - x + 0.5 * x * x - 2 * Math.pow(x, 4);
    ChebyshevSeries series = interpolate(quartic, 5);

    for (double x = -1; x <= 1; x += 0.125) {
      assertThat(series.at(x)).isEqualTo(quartic.applyAsDouble(x), within(1e-14));
    }
  }

  @Test
  void fitDoublesUntilTheTailIsSmall() {
    ChebyshevSeries series =
        ChebyshevSeries.fit(
            x -> Arrays.stream(x).map(each -> 1 / (1 + 25 * each * each)).toArray(),
            1e-13,
            16,
            4096);

    // Poles at ±i/5: coefficients fall like (1/5 + √(1 + 1/25))^-n, 1e-13 at n = 152.
    assertThat(series.size()).isEqualTo(256);
    assertThat(series.tail()).isLessThan(1e-13);
    assertThat(series.at(0.3)).isEqualTo(1 / 3.25, within(1e-12));
  }

  @Test
  void manyPlacesAtOnceAreEachTheFunction() {
    DoubleUnaryOperator runge = x -> 1 / (1 + 25 * x * x);
    ChebyshevSeries series = interpolate(runge, 256);
    double[] places = new double[1100];
    Arrays.setAll(places, j -> -1 + j / 549.5);
    double[] values = series.at(places);

    for (int j = 0; j < places.length; j++) {
      // Coefficients end at 1e-22; a few roundings remain.
      assertThat(values[j]).isEqualTo(runge.applyAsDouble(places[j]), within(1e-13));
    }
  }

  @Test
  void cosineSeriesIsItsOwnExpansion() {
    ChebyshevSeries series = ChebyshevSeries.of(0, 0, 0, 1);

    assertThat(series.at(Math.cos(0.7))).isEqualTo(Math.cos(2.1), within(1e-15));
    assertThat(ChebyshevSeries.of(2.5).at(0.1)).isEqualTo(2.5);
  }

  private static ChebyshevSeries interpolate(DoubleUnaryOperator f, int n) {
    return ChebyshevSeries.interpolate(Arrays.stream(ChebyshevSeries.nodes(n)).map(f).toArray());
  }
}
