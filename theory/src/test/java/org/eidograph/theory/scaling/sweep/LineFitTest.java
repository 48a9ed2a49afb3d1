// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.eidograph.theory.scaling.Tables;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Against scipy and numpy (interop/scaling/make_statistics.py). */
class LineFitTest {
  private static final ObjectNode TABLES = Tables.read("statistics.json");

  /** Sums of at most 12 terms of order 10 in another order. */
  private static final Offset<Double> SUMS = within(1e-11);

  /** scipy takes the residuals from 1 - r², which cancels to about 1e-11 for r near 1. */
  private static final Offset<Double> ERRORS = within(1e-9);

  @Test
  void quantilesAreThoseOfScipy() {
    for (JsonNode row : TABLES.get("quantiles")) {
      double expected = row.get("quantile").doubleValue();
      double actual =
          StudentT.twoSidedQuantile(
              row.get("degrees").intValue(), row.get("confidence").doubleValue());

      // both invert to about 1e-12; near 0.999 with one degree the tangent stretches it
      assertThat(actual).isCloseTo(expected, within(1e-9 * expected));
    }
  }

  @Test
  void linesAndTheirIntervalsAreThoseOfScipy() {
    for (JsonNode row : TABLES.get("lines")) {
      LineFit fit = LineFit.of(Tables.numbers(row.get("x")), Tables.numbers(row.get("y")));
      double at = row.get("at").doubleValue();

      assertThat(fit.slope()).isEqualTo(row.get("slope").doubleValue(), SUMS);
      assertThat(fit.intercept()).isEqualTo(row.get("intercept").doubleValue(), SUMS);
      assertThat(fit.slopeError()).isEqualTo(row.get("slope_error").doubleValue(), ERRORS);
      assertThat(fit.slopeInterval(0.9).length() / 2)
          .isEqualTo(row.get("slope_half_90").doubleValue(), ERRORS);
      assertThat(fit.at(at)).isEqualTo(row.get("prediction").doubleValue(), SUMS);
      assertThat(fit.predictionInterval(at, 0.9).length() / 2)
          .isEqualTo(row.get("prediction_half_90").doubleValue(), ERRORS);
    }
  }

  @Test
  void weightedParabolasAreThoseOfNumpy() {
    for (JsonNode row : TABLES.get("parabolas")) {
      Parabola parabola =
          Parabola.fit(
              Tables.numbers(row.get("x")),
              Tables.numbers(row.get("y")),
              Tables.numbers(row.get("weights")));

      assertThat(parabola.vertex()).isEqualTo(row.get("vertex").doubleValue(), SUMS);
      assertThat(parabola.minimum()).isEqualTo(row.get("minimum").doubleValue(), SUMS);
      assertThat(parabola.curvature()).isEqualTo(row.get("curvature").doubleValue(), SUMS);
    }
  }

  @Test
  void powerLawHasItsExponentAsSlope() {
    double[] n = {64, 128, 256, 1024};
    double[] values = {3 * Math.pow(64, -0.5), 3 * Math.pow(128, -0.5), 3.0 / 16, 3.0 / 32};

    assertThat(LineFit.ofPowers(n, values).slope()).isEqualTo(-0.5, within(1e-14));
    assertThat(LineFit.ofPowers(n, values).residualRms()).isLessThan(1e-14);
  }

  @Test
  void refusesWhatHasNoSlopeOrNoInterval() {
    assertThatThrownBy(() -> LineFit.of(new double[] {1, 1}, new double[] {1, 2}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("different values of x, got only 1.0");
    assertThatThrownBy(() -> LineFit.of(new double[] {1, 2}, new double[] {1, Double.NaN}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(2.0, NaN) as point 1");
    assertThatThrownBy(() -> LineFit.of(new double[] {1}, new double[] {1}))
        .isInstanceOf(IllegalArgumentException.class);
    LineFit two = LineFit.of(new double[] {1, 2}, new double[] {1, 3});
    assertThat(two.slope()).isEqualTo(2);
    assertThatThrownBy(() -> two.slopeInterval(0.9))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 3 points, got 2");
    assertThatThrownBy(() -> LineFit.ofPowers(new double[] {1, 2}, new double[] {1, 0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("positive values, got 0.0 as point 1");
  }
}
