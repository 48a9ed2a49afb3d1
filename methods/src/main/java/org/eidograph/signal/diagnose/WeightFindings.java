// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Faults that weights alone show. */
final class WeightFindings {
  /** Above it a singular value of independent entries would be a rarity. */
  private static final double FRESH_EDGE = 1.1;

  private static final double FRESH_SHARE = 0.9;

  /**
   * Weights of a type differ between freshly drawn blocks by their sampling error, under 3 %; those
   * of a trained model lie between 0.7 and 1.9 times the median of the other blocks (stories). A
   * block four times too large then shows at least 0.7·4 = 2.8.
   */
  private static final double SCALED = 2.5;

  /** Fewer blocks have no median to differ from. */
  private static final int FEWEST_BLOCKS = 3;

  /** Where the norm of sparse Gaussian matrices leaves that of dense ones by more than 5 %. */
  private static final double CONNECTED = 4;

  private WeightFindings() {}

  static boolean fresh(List<WeightFigures> weights) {
    List<WeightFigures> hidden = weights.stream().filter(w -> w.layer() >= 0).toList();
    long within = hidden.stream().filter(w -> w.overEdge() <= FRESH_EDGE).count();
    return within >= FRESH_SHARE * hidden.size();
  }

  /** One finding a block whose weights differ from those of the others. */
  static List<Finding> scaled(Diagnosis figures) {
    if (figures.model().blocks() < FEWEST_BLOCKS) {
      return List.of();
    }
    Map<Integer, List<String>> modules = new TreeMap<>();
    for (WeightFigures weight : figures.weights()) {
      double ratio = ratio(weight, figures.weights());
      if (weight.layer() >= 0 && ratio > 0 && (ratio > SCALED || ratio < 1 / SCALED)) {
        modules
            .computeIfAbsent(weight.layer(), layer -> new ArrayList<>())
            .add(String.format(Locale.ROOT, "%s ×%.2f", weight.typeName(), ratio));
      }
    }
    List<Finding> all = new ArrayList<>();
    modules.forEach((block, names) -> all.add(scaled(block, names)));
    return all;
  }

  private static Finding scaled(int block, List<String> names) {
    return new Finding(
        Fault.SCALED_LAYER,
        block,
        "block " + block,
        "weights against the median of the other blocks: " + String.join(", ", names),
        "√(σ_w²/median of the other blocks) outside [%s, %s]".formatted(1 / SCALED, SCALED),
        "scale these weights back; as they are, their branch outweighs or loses against the"
            + " others");
  }

  /** √ of σ_w² over the median of its type in other blocks; 0 if either is 0. */
  private static double ratio(WeightFigures weight, List<WeightFigures> all) {
    double[] others =
        all.stream()
            .filter(w -> w.type() == weight.type() && w.layer() != weight.layer())
            .mapToDouble(WeightFigures::variance)
            .sorted()
            .toArray();
    if (others.length == 0) {
      return 0;
    }
    double median = (others[(others.length - 1) / 2] + others[others.length / 2]) / 2;
    return median > 0 ? Math.sqrt(weight.variance() / median) : 0;
  }

  /** Matrices with too few entries. */
  static List<Finding> sparse(Diagnosis figures) {
    List<Finding> all = new ArrayList<>();
    for (WeightFigures weight : figures.weights()) {
      if (weight.sparsity() > 0 && weight.connectivity() < CONNECTED) {
        all.add(sparse(weight));
      }
    }
    return all;
  }

  private static Finding sparse(WeightFigures weight) {
    return new Finding(
        Fault.TOO_SPARSE,
        weight.layer(),
        weight.module(),
        String.format(
            Locale.ROOT,
            "%s keeps %.2f %% of its weights, n(1−s)/ln n = %.2f",
            weight.typeName(),
            100 * (1 - weight.sparsity()),
            weight.connectivity()),
        "fan_in·(1 − s)/ln fan_in < %s (Dadoun et al. 2025, arXiv 2506.08764)".formatted(CONNECTED),
        "prune this matrix less, or rescale what is left by (Σw² before/Σw² after)^½");
  }
}
