// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class RateCurveTest {
  private static final double INFINITE = Double.POSITIVE_INFINITY;

  @Test
  void theCentreOfAParabolaIsItsVertexEvenBetweenGridPoints() {
    RateCurve curve = curve(parabola(-6.25), parabola(-6.75));

    // the average of both is a parabola around −6.5, whose weights are symmetric on the grid
    assertThat(curve.centre()).isEqualTo(-6.5, within(1e-12));
    assertThat(curve.centres()[0])
        .isEqualTo(-6.25, within(1e-3)); // sum over a grid, not an integral
    assertThat(curve.exponents().get(curve.best())).isEqualTo(-6.5);
    assertThat(curve.bestAtEdge()).isFalse();
  }

  @Test
  void aDivergedRunCountsNothing() {
    RateCurve curve =
        new RateCurve(
            List.of(-3.0, -2.0, -1.0),
            List.of(List.of(-1.0, INFINITE, INFINITE), List.of(-1.0, -5.0, INFINITE)),
            List.of(List.of(1.0, 2.0, 3.0), List.of(3.0, 2.0, 3.0)));

    assertThat(curve.centre()).isEqualTo(-3);
    assertThat(curve.bestLoss()).isEqualTo(Math.exp(-1), within(1e-15));
    assertThat(curve.bottleneckAtBest()).containsExactly(1, 3);
    assertThat(curve.bestAtEdge()).isTrue();
  }

  @Test
  void slopeAndErrorAreThoseOfTheSeeds() {
    // centres −5, −6, −7 over sizes 8, 32, 128: one octave down in two
    List<RateCurve> curves = List.of(curve(parabola(-5)), curve(parabola(-6)), curve(parabola(-7)));

    Slope slope = Slope.of(List.of(8, 32, 128), curves);

    assertThat(slope.value())
        .isEqualTo(-0.5, within(1e-4)); // the grid's end cuts the first a little
    assertThat(slope.error()).isZero();
    assertThat(slope.seeds()).hasSize(2);
  }

  @Test
  void refusesARateOutsideTheGrid() {
    assertThatThrownBy(() -> curve(parabola(-6)).at(-6.1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-6.1");
  }

  @Test
  void aPlaneFindsItsBestPairAndItsBestEqualPair() {
    // best at (−9, −5): ratio 2^4, gains 0.4 and 0.6; the best equal pair is at −7
    List<RatePlane.Cell> cells = new ArrayList<>();
    for (double a : RateSweep.grid(-10, -5, 1)) {
      for (double b : RateSweep.grid(-8, -5, 1)) {
        double loss = Math.abs(a + b + 14);
        double bonus = b - a == 4 ? 1 : 0;
        cells.add(new RatePlane.Cell(a, b, List.of(loss - 0.4 * bonus, loss - 0.6 * bonus)));
      }
    }

    RatePlane plane = new RatePlane(64, cells);

    assertThat(plane.best().a()).isEqualTo(-9);
    assertThat(plane.best().b()).isEqualTo(-5);
    assertThat(plane.bestEqual().a()).isEqualTo(-7);
    assertThat(plane.logRatio()).isEqualTo(4);
    assertThat(plane.measuredLogRatio().error()).isZero(); // both seeds agree
    assertThat(plane.logLossByRatio().get(4.0)).isEqualTo(-0.5, within(1e-12));
    assertThat(plane.logLossByRatio().get(0.0)).isZero();
    assertThat(plane.productGap()).isZero();
    assertThat(plane.gain().value()).isEqualTo(Math.exp(0.5), within(1e-12));
    // deviation √0.02 of 0.4 and 0.6, over √2
    assertThat(plane.gain().error()).isEqualTo(0.1 * Math.exp(0.5), within(1e-12));
    assertThat(plane.bestAtEdge()).isTrue();
  }

  private static List<Double> parabola(double vertex) {
    return RateSweep.grid(-9, -4, 0.5).stream().map(e -> (e - vertex) * (e - vertex) / 4).toList();
  }

  private static RateCurve curve(List<Double> oneSeed) {
    return curve(oneSeed, oneSeed);
  }

  private static RateCurve curve(List<Double> oneSeed, List<Double> another) {
    List<Double> exponents = RateSweep.grid(-9, -4, 0.5);
    List<Double> none = Collections.nCopies(exponents.size(), Double.NaN);
    return new RateCurve(exponents, List.of(oneSeed, another), List.of(none, none));
  }
}
