// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Faults that single branches show. */
final class BranchFindings {
  /** A branch below 2⁻⁹ of the stream's size is rounded away in bfloat16, which has 8 bits. */
  private static final double DEAD = Math.scalb(1.0, -18);

  /**
   * Branches of one kind differ by up to 30 in mean square in a healthy trained model; one that is
   * five hundred times below their median is silent itself, not merely small beside its stream.
   */
  private static final double SILENT = 1 / 500.0;

  private BranchFindings() {}

  /** Branches that are silent themselves. */
  static List<Finding> dead(Diagnosis figures) {
    return figures.branches().stream()
        .filter(branch -> branch.ratio().value() < DEAD && silent(branch, figures))
        .map(branch -> dead(branch, zero(branch, figures.weights())))
        .toList();
  }

  /** Branches as loud as others, but lost in a stream that is too large; one finding. */
  static List<Finding> drowned(Diagnosis figures) {
    List<BranchFigures> lost =
        figures.branches().stream()
            .filter(branch -> branch.ratio().value() < DEAD && !silent(branch, figures))
            .toList();
    if (lost.isEmpty()) {
      return List.of();
    }
    BranchFigures first = lost.get(0);
    return List.of(
        new Finding(
            Fault.DEAD_BRANCH,
            first.block(),
            "from block %d on".formatted(first.block()),
            String.format(
                Locale.ROOT,
                "%d of %d branches are lost in the stream; block %d adds %.2g to %.2g",
                lost.size(),
                figures.branches().size(),
                first.block(),
                first.added().value(),
                first.stream().value()),
            "α_l < 2⁻¹⁸: below half a unit in the last place of bfloat16",
            "look for what makes the stream so large: embeddings, positions, or the block before"));
  }

  /** Whether a branch adds far less than those of its kind do. */
  private static boolean silent(BranchFigures branch, Diagnosis figures) {
    double[] added =
        figures.branches().stream()
            .filter(other -> other.kind() == branch.kind())
            .mapToDouble(other -> other.added().value())
            .sorted()
            .toArray();
    return branch.added().value() <= SILENT * added[added.length / 2];
  }

  private static Finding dead(BranchFigures branch, @Nullable WeightFigures zero) {
    String name = name(branch);
    return new Finding(
        Fault.DEAD_BRANCH,
        branch.block(),
        "block %d, %s".formatted(branch.block(), name),
        String.format(
            Locale.ROOT,
            "the %s branch adds α = v/q = %.2g of the stream%s",
            name,
            branch.ratio().value(),
            zero == null ? "" : "; " + zero.module() + " holds zeros only"),
        "α_l < 2⁻¹⁸: below half a unit in the last place of bfloat16",
        "restore the branch's weights; if it was started at zero on purpose, train it first");
  }

  private static @Nullable WeightFigures zero(BranchFigures branch, List<WeightFigures> weights) {
    return weights.stream()
        .filter(w -> w.layer() == branch.block() && w.sparsity() == 1)
        .filter(w -> name(branch).equals(branchOf(w)))
        .findFirst()
        .orElse(null);
  }

  private static String branchOf(WeightFigures weight) {
    return switch (weight.type()) {
      case Q, K, V, QKV, O -> "attention";
      default -> "MLP";
    };
  }

  private static String name(BranchFigures branch) {
    return branch.kind() == BranchFigures.Kind.MLP ? "MLP" : "attention";
  }

  /** A fresh GPT-2 without its factor; the limit is halfway, in logarithms, between it and 1. */
  static List<Finding> unscaled(Diagnosis figures) {
    BranchScale scale = figures.branchScale();
    boolean wants = figures.model().fresh() && figures.model().family().equals("gpt2");
    if (!wants || !(scale.observed() > Math.sqrt(scale.uniform()))) {
      return List.of();
    }
    return List.of(
        new Finding(
            Fault.UNSCALED_BRANCHES,
            -1,
            "output projections of all blocks",
            String.format(
                Locale.ROOT,
                "c_proj weights are %.2f times the others; GPT-2 starts them at 1/√(2L) = %.3f",
                scale.observed(),
                scale.uniform()),
            "rms(o, down)/rms(other weights) > (2L)^(−¼), halfway between 1/√(2L) and 1",
            "multiply attn.c_proj and mlp.c_proj by 1/√(2L) before training"));
  }
}
