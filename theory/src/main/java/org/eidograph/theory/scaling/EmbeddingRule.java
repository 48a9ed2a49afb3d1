// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling;

import org.eidograph.theory.scaling.vocabulary.VocabularyRegime;

/**
 * How the Adam rate of an embedding follows the width: {@code η·m_out^(β-1)}, where β is the
 * exponent of the best ratio of embedding rate to hidden rate (Hayou, Liu, 2025, arXiv 2506.15025).
 *
 * <p>muP is β = 1; with a large vocabulary β tends to ½. Which one suits a given model is a matter
 * of measurement: a paper of 2026 (arXiv 2605.21486) finds β = 1 best. Hence this is a choice to be
 * swept, not a silent default.
 */
public sealed interface EmbeddingRule {
  /** β for this table. */
  double ratioExponent(ScaledTensor embedding);

  /** Short name, as users write it and plans print it. */
  String label();

  /** Factor of the rate that the parametrization gives, {@code m_out^(β-1)}. */
  default double rateFactor(ScaledTensor embedding) {
    return Math.pow(embedding.growth().out(), ratioExponent(embedding) - 1);
  }

  /** muP: the rate does not depend on the width. */
  record WidthFree() implements EmbeddingRule {
    @Override
    public double ratioExponent(ScaledTensor embedding) {
      return 1;
    }

    @Override
    public String label() {
      return "mup";
    }
  }

  /** The limit of a large vocabulary: η·m^-½, a ratio that grows as √m. */
  record LargeVocabulary() implements EmbeddingRule {
    @Override
    public double ratioExponent(ScaledTensor embedding) {
      return 0.5;
    }

    @Override
    public String label() {
      return "lv";
    }
  }

  /**
   * Between the two, by {@link VocabularyRegime#ratioExponent} at the geometric mean of base and
   * target width. Our construction on the mechanism of the paper, not the paper's rule.
   *
   * @param rows rows of the table whose tokens were counted; 0 if none was
   * @param alignment ρ² of that table, see {@link VocabularyRegime#alignment}; tables with another
   *     number of rows count as uniform, {@code 1/rows}
   */
  record Interpolated(long rows, double alignment) implements EmbeddingRule {
    public Interpolated {
      if (rows < 0 || (rows > 0 && !(alignment > 0 && alignment <= 1))) {
        throw new IllegalArgumentException(
            "an alignment must be in (0, 1] for a table of at least one row, got %s for %d rows"
                .formatted(alignment, rows));
      }
    }

    /** Every table by its number of rows, all tokens equally frequent. */
    public static Interpolated uniform() {
      return new Interpolated(0, Double.NaN);
    }

    @Override
    public double ratioExponent(ScaledTensor embedding) {
      double width = Math.sqrt((double) embedding.base().out() * embedding.target().out());
      long ownRows = embedding.target().in();
      double rhoSquared = ownRows == rows ? alignment : 1.0 / ownRows;
      return VocabularyRegime.ratioExponent(width, rhoSquared);
    }

    @Override
    public String label() {
      return "auto";
    }
  }

  /**
   * An exponent that was measured, for example by {@link
   * org.eidograph.theory.scaling.vocabulary.RatioSweep}.
   *
   * @param exponent β
   */
  record Measured(double exponent) implements EmbeddingRule {
    public Measured {
      if (!Double.isFinite(exponent)) {
        throw new IllegalArgumentException(
            "a measured exponent must be a finite number, got " + exponent);
      }
    }

    @Override
    public double ratioExponent(ScaledTensor embedding) {
      return exponent;
    }

    @Override
    public String label() {
      return "measured";
    }
  }
}
