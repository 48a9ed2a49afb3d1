// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.widening;

/**
 * Learning rate and noise for training on after widening, carried from a small pair of models to a
 * large one (Ma et al., 2026, arXiv 2602.10545).
 *
 * <p>Both are settings of their own: neither is the rate before widening. Tune them where it is
 * cheap: train n₀, widen it by k to k·n₀, search (η, σ) there. They then hold for N → k·N with the
 * same k, provided that both pairs follow one muP, so that η is a base rate and σ the strength of
 * {@link WideningNoise}.
 *
 * @param factor k at which both were tuned
 * @param learningRate best base rate η after widening
 * @param noise best strength σ
 * @param sourceWidth n₀ before widening
 */
public record ContinuedRun(double factor, double learningRate, double noise, long sourceWidth) {
  /**
   * Below this width of the source the best rate still drifts: by 1.7 doublings from 64 to 256 in a
   * small regression, by at most 0.65 from 128 to 512.
   */
  public static final long SMALLEST_SOURCE = 128;

  public ContinuedRun {
    if (!(factor > 1) || !(learningRate > 0) || !(noise >= 0) || sourceWidth < 1) {
      throw new IllegalArgumentException(
          "a continued run needs a factor above 1, a positive rate, noise of at least 0 and a width of at least 1, got %s, %s, %s and %d"
              .formatted(factor, learningRate, noise, sourceWidth));
    }
  }

  /** Whether the small source was wide enough for its best rate to hold at larger widths. */
  public boolean wideEnough() {
    return sourceWidth >= SMALLEST_SOURCE;
  }

  /**
   * The settings for a wider source, unchanged in muP's units.
   *
   * @param otherFactor k of the large pair
   * @param otherWidth N
   * @throws IllegalArgumentException if k differs or N is smaller than n₀
   */
  public ContinuedRun carriedTo(double otherFactor, long otherWidth) {
    if (otherFactor != factor) {
      throw new IllegalArgumentException(
          "rate and noise hold for one widening factor only, got %s for settings tuned at %s; tune them at that factor"
              .formatted(otherFactor, factor));
    }
    if (otherWidth < sourceWidth) {
      throw new IllegalArgumentException(
          "settings are carried to wider sources, got width %d after tuning at %d"
              .formatted(otherWidth, sourceWidth));
    }
    return new ContinuedRun(factor, learningRate, noise, otherWidth);
  }
}
