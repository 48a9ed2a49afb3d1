// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.study;

import java.util.stream.IntStream;

/**
 * A number with its uncertainty.
 *
 * @param value the number
 * @param error its standard error over seeds; NaN where there is none, as for one seed or a count
 */
public record Measured(double value, double error) {
  /** A number without uncertainty. */
  public static Measured exactly(double value) {
    return new Measured(value, Double.NaN);
  }

  /**
   * The geometric mean over seeds of one number over another.
   *
   * @param above natural logarithm of the upper number, one a seed
   * @param below of the lower one
   */
  static Measured ratio(double[] above, double[] below) {
    Measured log = difference(above, below);
    double value = Math.exp(log.value());
    return new Measured(value, value * log.error()); // first order in the error
  }

  /** The mean over seeds of one number less another. */
  static Measured difference(double[] above, double[] below) {
    double[] each =
        IntStream.range(0, above.length).mapToDouble(i -> above[i] - below[i]).toArray();
    return new Measured(Statistics.mean(each), Statistics.standardError(each));
  }
}
