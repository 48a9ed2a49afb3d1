// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.vocabulary;

/**
 * The measured exponent of the ratio of embedding rate to hidden rate, from its optima at two
 * widths.
 *
 * @param exponent β̂ = Δ log₂ ratio / Δ log₂ n
 * @param preset β of the rule that was tried
 */
public record RatioSweep(double exponent, double preset) {
  /** How far a preset may be from the measurement. */
  public static final double TOLERANCE = 0.25;

  /**
   * Fits β through two optima.
   *
   * @param baseRatio best ratio of rates at the base width, positive
   * @param otherRatio best ratio at the other width, positive
   * @throws IllegalArgumentException if the widths are equal or a ratio is not positive
   */
  public static RatioSweep fit(
      long baseWidth, double baseRatio, long otherWidth, double otherRatio, double preset) {
    if (baseWidth < 1 || otherWidth < 1 || baseWidth == otherWidth) {
      throw new IllegalArgumentException(
          "an exponent needs two different widths of at least 1, got %d and %d"
              .formatted(baseWidth, otherWidth));
    }
    if (!(baseRatio > 0) || !(otherRatio > 0)) {
      throw new IllegalArgumentException(
          "a ratio of learning rates must be positive, got %s and %s"
              .formatted(baseRatio, otherRatio));
    }
    double exponent = Math.log(otherRatio / baseRatio) / Math.log((double) otherWidth / baseWidth);
    return new RatioSweep(exponent, preset);
  }

  /** Whether the preset stands: it is within {@link #TOLERANCE} of the measurement. */
  public boolean presetStands() {
    return Math.abs(exponent - preset) <= TOLERANCE;
  }

  /** The exponent to use: the preset if it stands, else the measurement. */
  public double chosen() {
    return presetStands() ? preset : exponent;
  }
}
