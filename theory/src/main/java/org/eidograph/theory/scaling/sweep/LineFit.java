// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.sweep;

/**
 * A straight line by least squares, {@code y = intercept + slope·x}.
 *
 * <p>Standard errors and intervals take the residuals as independent and normal with one variance,
 * estimated from them with n - 2 degrees of freedom; with two points there are none.
 *
 * @param intercept y at x = 0
 * @param slope change of y per unit of x
 * @param slopeError standard error of the slope; NaN for two points
 * @param residualRms {@code √(Σ residual² / (n - 2))}; NaN for two points
 * @param meanX centre of the points
 * @param spread {@code Σ (x - meanX)²}
 * @param count number of points n
 */
public record LineFit(
    double intercept,
    double slope,
    double slopeError,
    double residualRms,
    double meanX,
    double spread,
    int count) {

  /**
   * Fits a line.
   *
   * @throws IllegalArgumentException if there are fewer than two points, unequal counts, a value
   *     that is not finite, or no spread in x
   */
  public static LineFit of(double[] x, double[] y) {
    require(x, y);
    double meanX = mean(x);
    double meanY = mean(y);
    double sxx = 0;
    double sxy = 0;
    for (int i = 0; i < x.length; i++) {
      sxx += (x[i] - meanX) * (x[i] - meanX);
      sxy += (x[i] - meanX) * (y[i] - meanY);
    }
    if (!(sxx > 0)) {
      throw new IllegalArgumentException("a slope needs different values of x, got only " + x[0]);
    }
    double slope = sxy / sxx;
    double residuals = 0;
    for (int i = 0; i < x.length; i++) {
      double residual = y[i] - meanY - slope * (x[i] - meanX);
      residuals += residual * residual;
    }
    double rms = x.length > 2 ? Math.sqrt(residuals / (x.length - 2)) : Double.NaN;
    return new LineFit(
        meanY - slope * meanX, slope, rms / Math.sqrt(sxx), rms, meanX, sxx, x.length);
  }

  /** A line in log₂ x and log₂ y, so that the slope is the exponent of a power law. */
  public static LineFit ofPowers(double[] x, double[] y) {
    return of(log2(x), log2(y));
  }

  /** The line at x. */
  public double at(double x) {
    return intercept + slope * x;
  }

  /**
   * Interval of the slope.
   *
   * @param confidence in (0, 1)
   */
  public Interval slopeInterval(double confidence) {
    return Interval.around(slope, quantile(confidence) * slopeError);
  }

  /**
   * Interval of one further point at x: the line's own error and the residual of the point.
   *
   * @param confidence in (0, 1)
   */
  public Interval predictionInterval(double x, double confidence) {
    double leverage = 1 + 1.0 / count + (x - meanX) * (x - meanX) / spread;
    return Interval.around(at(x), quantile(confidence) * residualRms * Math.sqrt(leverage));
  }

  private double quantile(double confidence) {
    if (count < 3) {
      throw new IllegalArgumentException(
          "an interval needs at least 3 points, got %d; add another width".formatted(count));
    }
    return StudentT.twoSidedQuantile(count - 2, confidence);
  }

  private static void require(double[] x, double[] y) {
    if (x.length != y.length || x.length < 2) {
      throw new IllegalArgumentException(
          "a line needs at least two points with an x and a y each, got %d and %d"
              .formatted(x.length, y.length));
    }
    for (int i = 0; i < x.length; i++) {
      if (!Double.isFinite(x[i]) || !Double.isFinite(y[i])) {
        throw new IllegalArgumentException(
            "a line needs finite values, got (%s, %s) as point %d".formatted(x[i], y[i], i));
      }
    }
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double[] log2(double[] values) {
    double[] logarithms = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] > 0)) {
        throw new IllegalArgumentException(
            "a power law needs positive values, got %s as point %d".formatted(values[i], i));
      }
      logarithms[i] = Math.log(values[i]) / Math.log(2);
    }
    return logarithms;
  }
}
