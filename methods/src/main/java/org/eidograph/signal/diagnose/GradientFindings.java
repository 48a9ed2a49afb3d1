// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import java.util.List;
import java.util.Locale;

/**
 * Gradients that die or explode, told against the law of independent weights with the same stream.
 *
 * <p>Behind a norm a gradient is inversely proportional to its stream, so that small embeddings
 * alone make ‖J‖ large, and a gated branch passes two changes for one: by a fixed limit on ‖J‖ or
 * its slope every fresh Llama would explode. The law has both, so that only the excess is left.
 */
final class GradientFindings {
  /** Fresh healthy models lie between 0.3 and 3 times the law, at any depth. */
  private static final double FRESH = 10;

  /**
   * Trained blocks each leave the law by up to this in ln (stories: a quarter less), which adds up
   * over the blocks.
   */
  private static final double TRAINED_PER_BLOCK = 0.3;

  /** The same where norms stand behind the sums: all-MiniLM-L6-v2 leaves the law by 0.7 a block. */
  private static final double TRAINED_ENCODER_PER_BLOCK = 1;

  private GradientFindings() {}

  static List<Finding> of(Diagnosis figures) {
    int worst = worst(figures);
    double gain = excess(figures, worst);
    double range = range(figures.model());
    if (gain <= range && gain >= 1 / range) {
      return List.of();
    }
    boolean explodes = gain > 1;
    int block = steepest(figures, explodes);
    return List.of(
        new Finding(
            explodes ? Fault.EXPLODING_GRADIENT : Fault.VANISHING_GRADIENT,
            block,
            "block " + block,
            String.format(
                Locale.ROOT,
                "from before block %d to the end, ‖J‖²_F/n is ×%.3g of the law for this stream;"
                    + " block %d alone has ×%.3g",
                worst,
                gain,
                block,
                step(figures, block)),
            String.format(
                Locale.ROOT,
                "‖J_{l→L}‖²_F/n over Π (1 + χ/q) outside [%.2g, %.3g]",
                1 / range,
                range),
            explodes
                ? "lower the weights inside that block's branches: attention logits, gate and up"
                    + " projections, gains of norms"
                : "look for a branch of that block that overwrites the stream, or saturates"));
  }

  private static double range(ModelFacts model) {
    double perBlock =
        model.norms() == ModelFacts.Norms.AFTER_SUMS
            ? TRAINED_ENCODER_PER_BLOCK
            : TRAINED_PER_BLOCK;
    return model.fresh() ? FRESH : FRESH * Math.exp(perBlock * model.blocks());
  }

  private static double excess(Diagnosis figures, int level) {
    BlockFigures at = figures.stream().get(level);
    return at.jacobian().value() / at.predictedJacobian();
  }

  /** The level whose gain is furthest from 1. */
  private static int worst(Diagnosis figures) {
    int worst = 0;
    for (int l = 0; l < figures.stream().size(); l++) {
      if (distance(figures, l) > distance(figures, worst)) {
        worst = l;
      }
    }
    return worst;
  }

  private static double distance(Diagnosis figures, int level) {
    return Math.abs(Math.log(excess(figures, level)));
  }

  /** The block with the largest or smallest gain of its own. */
  private static int steepest(Diagnosis figures, boolean explodes) {
    int found = 0;
    for (int block = 1; block < figures.model().blocks(); block++) {
      double step = step(figures, block);
      double best = step(figures, found);
      found = explodes ? (step > best ? block : found) : (step < best ? block : found);
    }
    return found;
  }

  private static double step(Diagnosis figures, int block) {
    return excess(figures, block) / excess(figures, block + 1);
  }
}
