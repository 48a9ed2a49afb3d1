// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

/**
 * A number with what is known of its error.
 *
 * @param value the number
 * @param error absolute error estimate (a deterministic rule) or standard error (a simulation)
 */
public record Estimate(double value, double error) {
  /** Whether {@code other} lies within {@code multiple} errors of the value. */
  public boolean covers(double other, double multiple) {
    return Math.abs(value - other) <= multiple * error;
  }

  /** Mean and standard error of independent samples. */
  public static Estimate ofSamples(double... samples) {
    Domain.atLeast("the number of samples", samples.length, 2);
    double mean = 0;
    for (double each : samples) {
      mean += each / samples.length;
    }
    double squares = 0;
    for (double each : samples) {
      squares += (each - mean) * (each - mean);
    }
    return new Estimate(mean, Math.sqrt(squares / (samples.length - 1.0) / samples.length));
  }
}
