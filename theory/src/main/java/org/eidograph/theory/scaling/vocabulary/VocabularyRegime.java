// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.vocabulary;

import java.util.Arrays;

/**
 * How the best ratio of embedding rate to hidden rate follows the width when each token updates
 * only its own row, after Hayou, Liu (2025, arXiv 2506.15025).
 *
 * <p>Model: {@code f(x) = wᵀE_x} with width n, entries of E of standard deviation 1, tokens of
 * probability α_x with residuals r_x; a sign step stands for Adam. A step of E moves f(x) by {@code
 * ‖w‖₁}, which depends on neither width nor vocabulary. A step of w moves it by {@code
 * E_xᵀ·sign(Σ_u α_u·r_u·E_u)}, of typical size
 *
 * <pre>
 * M(n, ρ) = √((2/π)·n²·ρ² + n),     ρ_x = |α_x·r_x| / ‖(α_u·r_u)_u‖₂
 * </pre>
 *
 * <p>∝ n for few or frequent tokens (the muP regime), ∝ √n when ρ is small (the large-vocabulary
 * regime). Balancing the two contributions makes the ratio of rates ∝ M. The closed form is a
 * reconstruction of the paper's mechanism; it agrees with simulation to a few percent and says
 * nothing about the constant, which has to be tuned.
 */
public final class VocabularyRegime {
  private static final double TWO_OVER_PI = 2 / Math.PI;

  /** A vocabulary at least this many times the base width counts as large. */
  private static final int LARGE = 4;

  private VocabularyRegime() {}

  /** How tokens weigh in the average alignment of a vocabulary. */
  public enum Weighting {
    /** ρ² averaged with the weight a token has in the loss, α: {@code Σα³/Σα²}. */
    LOSS,
    /** ρ² of the median token type, whatever its frequency. */
    MEDIAN_TYPE
  }

  /**
   * M(n, ρ), the typical change of the output by a sign step of size 1 of the projection.
   *
   * @param width n, positive
   * @param alignment ρ² in [0, 1]
   */
  public static double projectionStep(double width, double alignment) {
    require(width, alignment);
    return Math.sqrt(TWO_OVER_PI * width * width * alignment + width);
  }

  /**
   * β = d log M / d log n = (2u + 1)/(2u + 2) with {@code u = (2/π)·n·ρ²}: 1 in the muP regime, ½
   * in the large-vocabulary regime.
   *
   * @param width n, positive
   * @param alignment ρ² in [0, 1]; 1/V for V equally frequent tokens
   */
  public static double ratioExponent(double width, double alignment) {
    require(width, alignment);
    double u = TWO_OVER_PI * width * alignment;
    return (2 * u + 1) / (2 * u + 2);
  }

  /**
   * ρ² of a vocabulary from how often each token occurs, residuals taken as equal.
   *
   * @param counts occurrences of each token, none negative, not all 0; tokens that never occur
   *     train nothing and are left out
   */
  public static double alignment(long[] counts, Weighting weighting) {
    double[] shares = shares(counts);
    double squares = Arrays.stream(shares).map(share -> share * share).sum();
    return switch (weighting) {
      case LOSS -> Arrays.stream(shares).map(share -> share * share * share).sum() / squares;
      case MEDIAN_TYPE -> medianSquare(shares) / squares;
    };
  }

  /** Shares of the tokens that occur, ascending. */
  private static double[] shares(long[] counts) {
    double total = 0;
    for (int token = 0; token < counts.length; token++) {
      if (counts[token] < 0) {
        throw new IllegalArgumentException(
            "a token must occur at least 0 times, got %d for token %d"
                .formatted(counts[token], token));
      }
      total += counts[token];
    }
    if (total == 0) {
      throw new IllegalArgumentException(
          "at least one token must occur, got %d counts of 0".formatted(counts.length));
    }
    double all = total;
    return Arrays.stream(counts)
        .filter(count -> count > 0)
        .sorted()
        .mapToDouble(c -> c / all)
        .toArray();
  }

  private static double medianSquare(double[] ascending) {
    double lower = ascending[(ascending.length - 1) / 2];
    double upper = ascending[ascending.length / 2];
    return (lower * lower + upper * upper) / 2;
  }

  /** Whether the preset for large vocabularies is the one to try first: V ≥ 4·n₀. */
  public static boolean largeVocabulary(long vocabulary, long baseWidth) {
    return vocabulary >= LARGE * baseWidth;
  }

  private static void require(double width, double alignment) {
    if (!(width > 0) || !(alignment >= 0 && alignment <= 1)) {
      throw new IllegalArgumentException(
          "the width must be positive and the alignment in [0, 1], got %s and %s"
              .formatted(width, alignment));
    }
  }
}
