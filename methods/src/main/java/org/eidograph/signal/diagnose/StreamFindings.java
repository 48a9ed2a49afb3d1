// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Faults that the residual stream shows. */
final class StreamFindings {
  /**
   * Equal branches make {@code q_l/q_{l−1} = 1 + 1/(l − 1)} at most, that is 1.5 in the third block
   * and less behind it; the trained stories model reaches 2.0. At 3 a block writes twice what all
   * before it have written.
   */
  private static final double LOUD = 3;

  /**
   * The first block has nothing before it, and attention adds more to the second, where tokens have
   * grown alike: ×3.8 in a fresh Llama of 30 blocks. Both are judged by their weights alone.
   */
  private static final int FIRST_JUDGED = 2;

  /** The last block of all-MiniLM-L6-v2, which makes the sentence's vector, reaches 4.4. */
  private static final double LOUD_AMONG_ALIKE = 10;

  /** So many loud blocks are no accident of one. */
  private static final int GROWING = 3;

  /**
   * Mean cosine of fresh models: healthy ones stay below 0.65, a Llama of 30 blocks drawn with 0.02
   * reaches 0.89; at 0.98 a fiftieth of the stream tells tokens apart.
   */
  private static final double FRESH_COLLAPSE = 0.98;

  /**
   * Trained models share one direction among all tokens, above 0.99 in GPT-2's last layer
   * (Ethayarajh 2019, arXiv 1909.00512); beyond 0.999 less than a thousandth tells them apart.
   */
  private static final double TRAINED_COLLAPSE = 0.999;

  private StreamFindings() {}

  /** Single loud blocks, or their succession. */
  static List<Finding> loud(Diagnosis figures) {
    if (figures.model().norms() == ModelFacts.Norms.AFTER_SUMS) {
      return loudAmongAlike(figures);
    }
    List<Integer> loud = new ArrayList<>();
    for (int block = FIRST_JUDGED; block < figures.model().blocks(); block++) {
      if (figures.growth(block) > LOUD) {
        loud.add(block);
      }
    }
    if (loud.size() >= GROWING) {
      return List.of(growing(figures, loud));
    }
    String rule = "q_l/q_{l−1} > %s; equal branches give 1 + 1/(l − 1) ≤ 1.5".formatted(LOUD);
    return loud.stream().map(block -> loud(figures, block, rule)).toList();
  }

  /**
   * Norms behind the sums give every block the same stream, so that equal blocks grow it alike
   * before their norms: one is loud against the others.
   */
  private static List<Finding> loudAmongAlike(Diagnosis figures) {
    int blocks = figures.model().blocks();
    double[] added =
        IntStream.range(0, blocks).mapToDouble(block -> figures.growth(block) - 1).toArray();
    double[] sorted = added.clone();
    Arrays.sort(sorted);
    double median = (sorted[(blocks - 1) / 2] + sorted[blocks / 2]) / 2;
    return IntStream.range(0, blocks)
        .filter(block -> figures.growth(block) > LOUD && added[block] > LOUD_AMONG_ALIKE * median)
        .mapToObj(
            block ->
                loud(
                    figures,
                    block,
                    String.format(
                        Locale.ROOT,
                        "Π ‖x + b‖²/‖x‖² > %s, and its excess over 1 more than %s times the median"
                            + " %.3g of all blocks",
                        LOUD,
                        LOUD_AMONG_ALIKE,
                        median)))
        .toList();
  }

  private static Finding growing(Diagnosis figures, List<Integer> loud) {
    int first = loud.get(0);
    while (first > 1 && figures.growth(first - 1) > LOUD) {
      first--; // the second block may belong to them
    }
    int blocks = figures.model().blocks();
    return new Finding(
        Fault.GROWING_BRANCHES,
        first,
        "from block %d on".formatted(first),
        String.format(
            Locale.ROOT,
            "%d blocks write more than twice what all before them wrote; the stream grows by e^%.1f"
                + " behind block %d",
            loud.size(),
            figures.stream().get(blocks).depth().value()
                - figures.stream().get(first).depth().value(),
            first - 1),
        "q_l/q_{l−1} > %s in %d blocks or more; equal branches give 1 + 1/(l − 1) (Stable ResNet, arXiv 2010.12859)"
            .formatted(LOUD, GROWING),
        String.format(
            Locale.ROOT,
            "scale all branches alike, for example by 1/√(2L) = %.3f; effective depth is then ln(1"
                + " + 2L·v/q_0), not linear in L",
            figures.branchScale().uniform()));
  }

  private static Finding loud(Diagnosis figures, int block, String rule) {
    return new Finding(
        Fault.LOUD_BLOCK,
        block,
        "block " + block,
        String.format(
            Locale.ROOT,
            "the stream's mean square grows ×%.3g in this block (attention α = %.3g, MLP α = %.3g)",
            figures.growth(block),
            figures.branches().get(2 * block).ratio().value(),
            figures.branches().get(2 * block + 1).ratio().value()),
        rule,
        "look at the norms' gains, biases and output projections of this block; scale them to the"
            + " others'");
  }

  /** Tokens of a text, then different texts, that have become one direction. */
  static List<Finding> collapsed(Diagnosis figures) {
    int tokens = first(figures, BlockFigures::positionCosine);
    int inputs = first(figures, BlockFigures::inputCosine);
    List<Finding> all = new ArrayList<>();
    if (tokens >= 0) {
      all.add(rankCollapse(figures, tokens));
    } else if (inputs >= 0) {
      all.add(forgotten(figures, inputs));
    }
    return all;
  }

  private static double limit(Diagnosis figures) {
    return figures.model().fresh() ? FRESH_COLLAPSE : TRAINED_COLLAPSE;
  }

  private static int first(Diagnosis figures, Function<BlockFigures, @Nullable Mean> cosine) {
    for (BlockFigures level : figures.stream()) {
      Mean mean = cosine.apply(level);
      if (mean != null && mean.value() > limit(figures)) {
        return level.blocks();
      }
    }
    return -1;
  }

  private static Finding rankCollapse(Diagnosis figures, int level) {
    BlockFigures at = figures.stream().get(level);
    return new Finding(
        Fault.RANK_COLLAPSE,
        level - 1,
        behind(level),
        String.format(
            Locale.ROOT,
            "the %d tokens of a text have mean cosine %.4f and effective rank %.2f",
            figures.sample().tokens(),
            at.positionCosine().value(),
            at.effectiveRank().value()),
        "mean cosine between positions > %s%s".formatted(limit(figures), kind(figures)),
        level == 0
            ? "look for a component that all embeddings share, and take it away"
            : "look for what this block adds to every token alike: a bias, or values and output of"
                + " rank one");
  }

  private static Finding forgotten(Diagnosis figures, int level) {
    Mean cosine = figures.stream().get(level).inputCosine();
    return new Finding(
        Fault.FORGOTTEN_INPUT,
        level - 1,
        behind(level),
        String.format(
            Locale.ROOT,
            "different texts have mean cosine %.4f at the same position",
            cosine == null ? Double.NaN : cosine.value()),
        "mean cosine between inputs > %s%s".formatted(limit(figures), kind(figures)),
        "look for what drowns the tokens: position embeddings or biases far above the token"
            + " embedding");
  }

  private static String kind(Diagnosis figures) {
    return figures.model().fresh() ? " (freshly drawn weights)" : " (trained weights)";
  }

  private static String behind(int level) {
    return level == 0 ? "embedding" : "block " + (level - 1);
  }
}
