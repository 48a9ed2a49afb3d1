// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import java.util.Comparator;
import java.util.List;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Domain;

/**
 * Ranks activations for a plain network of a given depth by how much of the difference between two
 * inputs is left at its end.
 *
 * <p>Each activation is placed on its edge of chaos and two inputs at c = 0.5 are followed through
 * the layers; what remains of γ = 0.5 is its score (for large depth β_q/L, or ~1/L² for ReLU-like
 * functions). Activations whose variance is unstable at that depth, or that need an impractical
 * σ_w, come after all others; those without an edge come last.
 */
public final class ActivationAdviser {
  /** Inputs that a score follows start at γ = 1 − c = 0.5. */
  public static final double STARTING_GAMMA = 0.5;

  /** An input scale is rarely right to better than this. */
  public static final double INPUT_ERROR = 0.01;

  /** The variance may be off by its own size. */
  public static final double TOLERATED_ERROR = 1;

  private ActivationAdviser() {}

  /** How well an activation suits the depth. */
  public enum Verdict {
    /** Use it. */
    SUITABLE,
    /** An input scale off by 1 % is off by 100 % within the depth: normalise, or go less deep. */
    VARIANCE_UNSTABLE,
    /** Its σ_w is too large to use. */
    IMPRACTICAL,
    /** It has no edge of chaos at this σ_b. */
    NO_EDGE
  }

  /**
   * One activation in the ranking.
   *
   * @param phi the activation
   * @param edge its edge of chaos
   * @param verdict how well it suits the depth
   * @param remainingGamma γ after the depth from 0.5; 0 without an edge
   */
  public record Advice(Activation phi, EdgeOfChaos edge, Verdict verdict, double remainingGamma) {}

  /**
   * The activations from best to worst.
   *
   * @param sigmaB σ_b; ReLU-like functions are taken at 0, where alone they have an edge
   */
  public static List<Advice> rank(List<Activation> activations, double sigmaB, int depth) {
    Domain.positive("sigmaB", sigmaB);
    Domain.atLeast("depth", depth, 1);
    return activations.stream()
        .map(phi -> advise(phi, sigmaB, depth))
        .sorted(
            Comparator.comparing(Advice::verdict)
                .thenComparing(Comparator.comparingDouble(Advice::remainingGamma).reversed()))
        .toList();
  }

  private static Advice advise(Activation phi, double sigmaB, int depth) {
    EdgeOfChaos edge = EdgeOfChaos.find(phi, sigmaB);
    if (edge instanceof EdgeOfChaos.None) {
      EdgeOfChaos unbiased = EdgeOfChaos.find(phi, 0);
      edge = unbiased instanceof EdgeOfChaos.AnyVariance ? unbiased : edge;
    }
    if (edge instanceof EdgeOfChaos.Unique unique) {
      return judge(phi, edge, unique.point(), depth);
    }
    if (edge instanceof EdgeOfChaos.AnyVariance any) {
      return judge(phi, edge, any.point(), depth);
    }
    return new Advice(phi, edge, Verdict.NO_EDGE, 0);
  }

  private static Advice judge(Activation phi, EdgeOfChaos edge, EdgePoint point, int depth) {
    Verdict verdict = Verdict.SUITABLE;
    if (!point.practical()) {
      verdict = Verdict.IMPRACTICAL;
    } else if (point.safeDepth(INPUT_ERROR, TOLERATED_ERROR) < depth) {
      verdict = Verdict.VARIANCE_UNSTABLE;
    }
    // Layer 1 makes the first correlation, so a net of L layers applies the map L − 1 times.
    double remaining = point.correlationMap().gammaAfter(STARTING_GAMMA, depth - 1);
    return new Advice(phi, edge, verdict, remaining);
  }
}
