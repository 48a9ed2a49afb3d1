// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal;

import java.util.List;
import java.util.Locale;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.signal.ActivationAdviser;
import org.eidograph.theory.signal.ActivationAdviser.Advice;
import org.eidograph.theory.signal.EdgeOfChaos;
import org.eidograph.theory.signal.EdgePoint;
import org.jspecify.annotations.Nullable;

/**
 * Activations for a plain network of a given depth, best first, each with its reason.
 *
 * @param depth layers
 * @param sigmaB σ_b; ReLU-like functions are taken at 0, where alone they have an edge
 * @param activations in the order of {@link ActivationAdviser#rank}
 */
public record ActivationRanking(int depth, double sigmaB, List<Line> activations) {
  /** What a ranking compares unless told otherwise: the activations networks are built with. */
  public static final List<String> USUAL =
      List.of(
          "tanh",
          "erf",
          "arctangent",
          "sin",
          "softsign",
          "hardtanh",
          "elu",
          "selu",
          "silu",
          "gelu",
          "mish",
          "centred_softplus",
          "softplus",
          "sigmoid",
          "relu",
          "leaky_relu");

  /**
   * One activation.
   *
   * @param activation φ
   * @param verdict suitable, variance_unstable, impractical or no_edge
   * @param remaining 1 − c at the output of two inputs that start at c = 0.5
   * @param sigmaB σ_b at which it was taken; null without an edge
   * @param sigmaW σ_w on the edge
   * @param q limiting variance; null if any is kept
   * @param reason why it stands where it stands
   */
  public record Line(
      String activation,
      String verdict,
      double remaining,
      @Nullable Double sigmaB,
      @Nullable Double sigmaW,
      @Nullable Double q,
      String reason) {}

  /** The ranking of some activations at a bias scale above 0. */
  public static ActivationRanking of(List<Activation> activations, double sigmaB, int depth) {
    List<Advice> ranked = ActivationAdviser.rank(activations, sigmaB, depth);
    return new ActivationRanking(
        depth, sigmaB, ranked.stream().map(ActivationRanking::line).toList());
  }

  private static Line line(Advice advice) {
    String verdict = advice.verdict().name().toLowerCase(Locale.ROOT);
    EdgePoint point = point(advice.edge());
    if (point == null) {
      String reason = ((EdgeOfChaos.None) advice.edge()).reason();
      return new Line(advice.phi().label(), verdict, 0, null, null, null, reason);
    }
    boolean any = advice.edge() instanceof EdgeOfChaos.AnyVariance;
    return new Line(
        advice.phi().label(),
        verdict,
        advice.remainingGamma(),
        point.init().sigmaB(),
        point.init().sigmaW(),
        any ? null : point.variance(),
        reason(advice, point));
  }

  static @Nullable EdgePoint point(EdgeOfChaos edge) {
    if (edge instanceof EdgeOfChaos.Unique unique) {
      return unique.point();
    }
    return edge instanceof EdgeOfChaos.AnyVariance any ? any.point() : null;
  }

  private static String reason(Advice advice, EdgePoint point) {
    return switch (advice.verdict()) {
      case SUITABLE -> law(point);
      case VARIANCE_UNSTABLE ->
          "F'(q) = %.3f: an input scale off by 1 %% is off by 100 %% after %.0f layers; add normalisation, then %s"
              .formatted(
                  point.varianceSlope(),
                  point.safeDepth(ActivationAdviser.INPUT_ERROR, ActivationAdviser.TOLERATED_ERROR),
                  law(point));
      case IMPRACTICAL -> "needs sigma_w %.1f".formatted(point.init().sigmaW());
      case NO_EDGE -> "no edge of chaos";
    };
  }

  private static String law(EdgePoint point) {
    Double constant = EdgeReport.constant(point.rate());
    return constant == null
        ? "linear: nothing is lost, and nothing but linear maps is learnt"
        : "1 - c falls as %.4g%s".formatted(constant, point.phi().hasCorners() ? "/l^2" : "/l");
  }
}
