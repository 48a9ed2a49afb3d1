// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers.lora;

import java.util.Arrays;
import java.util.List;
import org.eidograph.base.Figure.Axis;
import org.eidograph.base.Figure.Kind;
import org.eidograph.base.Figure.Series;
import org.eidograph.lora.study.RateCurve;

/** Series that several papers' figures share. */
final class Drawing {
  static final Axis RATE = Axis.log("learning rate");
  static final Axis LOSS = Axis.log("loss over that of the untrained student");

  private Drawing() {}

  /** A loss above it is not drawn, so that the valley can be seen. */
  private static final double HIGHEST = 3;

  /** Loss against the rate, averaged over seeds in the logarithm, up to three. */
  static Series curve(String name, RateCurve curve) {
    return new Series(
        name,
        Kind.LINE,
        powersOfTwo(curve.exponents()),
        Arrays.stream(curve.meanLogLoss())
            .map(Math::exp)
            .map(loss -> loss > HIGHEST ? Double.NaN : loss)
            .toArray());
  }

  /** The best rate, finer than the grid, against a size. */
  static Series bestRates(String name, List<Integer> sizes, List<RateCurve> curves) {
    return new Series(
        name,
        Kind.LINE,
        doubles(sizes),
        powersOfTwo(curves.stream().map(RateCurve::centre).toList()));
  }

  static double[] doubles(List<Integer> values) {
    return values.stream().mapToDouble(Integer::doubleValue).toArray();
  }

  static double[] powersOfTwo(List<Double> exponents) {
    return exponents.stream().mapToDouble(exponent -> Math.pow(2, exponent)).toArray();
  }
}
