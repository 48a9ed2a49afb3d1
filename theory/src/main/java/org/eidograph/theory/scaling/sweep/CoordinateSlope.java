// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.sweep;

import java.util.Arrays;

/**
 * How the size of a module's activations, or of their change, follows the width after a few steps.
 *
 * <p>The slope of log₂ statistic against log₂ n on the mean over seeds. 0 is what muP promises for
 * the change of every hidden activation.
 *
 * @param module name of what was watched
 * @param watched what kind of activation it is
 * @param slope exponent of the width; NaN where training diverged
 * @param slopeError standard error of the slope
 * @param verdict what the slope means
 */
public record CoordinateSlope(
    String module, Watched watched, double slope, double slopeError, Verdict verdict) {
  /** Up to this |slope| a module passes. */
  public static final double FLAT = 0.15;

  /** Above this |slope| a module fails. */
  public static final double LIMIT = 0.30;

  /**
   * Lowest slope that finite width explains where {@link Watched#mayFall}: -½, the central limit of
   * a sum of n independent terms over n, less the tolerance of a flat slope.
   */
  public static final double LOWEST_EXPECTED = -0.5 - FLAT;

  private static final int WIDTHS = 4;
  private static final int SPAN = 8;

  /** What kind of activation is watched. */
  public enum Watched {
    /** A hidden activation. */
    HIDDEN(false),
    /** Logits behind a readout that started at random; they shrink towards their limit. */
    LOGITS(true),
    /** Attention logits whose head size grows, in early steps. */
    ATTENTION_LOGITS(true),
    /**
     * The residual stream as the number of blocks L grows, with branches times {@code m_L^-α} and α
     * above ½: what L random branches make of a change adds up to {@code m_L^(½-α)} and dies out.
     */
    DEEP_STREAM(true);

    private final boolean mayFall;

    Watched(boolean mayFall) {
      this.mayFall = mayFall;
    }

    /** Whether a slope between -½ and 0 is a transient of correct scaling. */
    public boolean mayFall() {
      return mayFall;
    }
  }

  /** What a slope means. */
  public enum Verdict {
    /** Within 0.15 of 0. */
    FLAT,
    /** Within 0.30 of 0. */
    SUSPICIOUS,
    /** Falls as far as a random readout or a growing head explains. */
    EXPECTED_FALL,
    /** Grows with the width. */
    BLOWS_UP,
    /** Dies out with the width: the lazy regime. */
    VANISHES,
    /** Did not move at any width, as before anything reached it. */
    STILL;

    /** Whether the module passes; a suspicious one does, with a warning. */
    public boolean passes() {
      return this != BLOWS_UP && this != VANISHES;
    }
  }

  /**
   * Fits the slope of one module at one step. A statistic that is not finite says that training
   * diverged at that width: the module blows up, with a slope of NaN.
   *
   * @param widths at least four, ascending, spanning a factor of at least 8
   * @param statistic one row per seed, one column per width; the root mean square of the change
   *     since the first forward pass is the discriminating one
   * @throws IllegalArgumentException if the widths are too few or too close, or the statistic is 0
   *     at some widths only
   */
  public static CoordinateSlope of(
      String module, Watched watched, long[] widths, double[][] statistic) {
    requireWidths(widths);
    double[] means = means(statistic, widths.length);
    if (Arrays.stream(means).allMatch(mean -> mean == 0)) {
      return new CoordinateSlope(module, watched, 0, 0, Verdict.STILL);
    }
    if (!Arrays.stream(means).allMatch(Double::isFinite)) {
      return new CoordinateSlope(module, watched, Double.NaN, Double.NaN, Verdict.BLOWS_UP);
    }
    double[] n = Arrays.stream(widths).mapToDouble(width -> width).toArray();
    LineFit fit = LineFit.ofPowers(n, means);
    return new CoordinateSlope(
        module, watched, fit.slope(), fit.slopeError(), verdict(fit.slope(), watched));
  }

  private static Verdict verdict(double slope, Watched watched) {
    if (Math.abs(slope) <= FLAT) {
      return Verdict.FLAT;
    }
    if (watched.mayFall() && slope < 0 && slope >= LOWEST_EXPECTED) {
      return Verdict.EXPECTED_FALL;
    }
    if (Math.abs(slope) <= LIMIT) {
      return Verdict.SUSPICIOUS;
    }
    return slope > 0 ? Verdict.BLOWS_UP : Verdict.VANISHES;
  }

  private static double[] means(double[][] statistic, int widths) {
    double[] means = new double[widths];
    for (double[] seed : statistic) {
      if (seed.length != widths) {
        throw new IllegalArgumentException(
            "every seed needs a statistic for each of %d widths, got %d"
                .formatted(widths, seed.length));
      }
      for (int i = 0; i < widths; i++) {
        means[i] += seed[i] / statistic.length;
      }
    }
    return means;
  }

  private static void requireWidths(long[] widths) {
    boolean ascending = widths.length >= WIDTHS;
    for (int i = 1; i < widths.length; i++) {
      ascending &= widths[i] > widths[i - 1];
    }
    if (!ascending || widths[0] < 1 || widths[widths.length - 1] < SPAN * widths[0]) {
      throw new IllegalArgumentException(
          "a coordinate check needs at least %d ascending widths that span a factor of %d, got %s"
              .formatted(WIDTHS, SPAN, Arrays.toString(widths)));
    }
  }
}
