// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.linear;

import java.util.Arrays;
import java.util.List;
import org.eidograph.theory.scaling.sweep.LineFit;

/**
 * How the best rates of finite networks approach their limit.
 *
 * @param errors at each width, root mean square over seeds of {@code η_n - η_∞}
 * @param decay line of log₂ error against log₂ n; theory says a slope of -½
 */
public record RateConvergence(List<Double> errors, LineFit decay) {
  /** A slope above this is too slow to be n^-½ with the scatter of a few seeds. */
  public static final double SLOWEST = -0.4;

  public RateConvergence {
    errors = List.copyOf(errors);
  }

  /**
   * Fits the decay.
   *
   * @param widths n, at least two different ones
   * @param rates one row of best rates per width, one column per seed
   * @param limit η_∞
   */
  public static RateConvergence of(int[] widths, double[][] rates, double limit) {
    if (widths.length != rates.length) {
      throw new IllegalArgumentException(
          "each width needs its row of rates, got %d widths and %d rows"
              .formatted(widths.length, rates.length));
    }
    double[] errors =
        Arrays.stream(rates).mapToDouble(row -> rootMeanSquareError(row, limit)).toArray();
    double[] n = Arrays.stream(widths).mapToDouble(width -> width).toArray();
    return new RateConvergence(Arrays.stream(errors).boxed().toList(), LineFit.ofPowers(n, errors));
  }

  /** Whether the decay is as fast as the theory says, within the scatter of seeds. */
  public boolean converges() {
    return decay.slope() <= SLOWEST;
  }

  private static double rootMeanSquareError(double[] rates, double limit) {
    double squares = Arrays.stream(rates).map(rate -> (rate - limit) * (rate - limit)).sum();
    return Math.sqrt(squares / rates.length);
  }
}
