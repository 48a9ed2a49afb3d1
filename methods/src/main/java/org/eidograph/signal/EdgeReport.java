// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.PiecewiseLinear;
import org.eidograph.theory.signal.ActivationAdviser;
import org.eidograph.theory.signal.CorrelationRate;
import org.eidograph.theory.signal.EdgeOfChaos;
import org.eidograph.theory.signal.EdgePoint;
import org.eidograph.theory.signal.SignalPhase;
import org.jspecify.annotations.Nullable;

/**
 * The edge of chaos of an activation as a report: where it lies and what it does to signals.
 *
 * <pre>
 * σ_b² = q − E[φ²]/E[φ'²],  σ_w = E[φ'²]^(−1/2)        Hayou, Doucet, Rousseau (2019)
 * </pre>
 *
 * <p>What an edge does not have is null: everything but the reason where there is none, q where the
 * edge keeps any variance, β where φ has corners.
 *
 * @param activation φ
 * @param sigmaB σ_b, standard deviation of a bias
 * @param status unique, any (every variance q is kept) or none
 * @param sigmaW σ_w; the standard deviation of a weight is σ_w/√fan_in
 * @param q limiting variance of a pre-activation
 * @param fPrime F'(q); below 1 the variance returns to q
 * @param beta β_q of {@code 1 − c ~ β_q/l}
 * @param stable F'(q) &lt; 1
 * @param practical σ_w is of a size that networks can use
 * @param varianceDepth ξ_q = −1/ln F'(q) layers; null unless stable
 * @param safeDepth where an unstable variance is off by 100 % after an input scale off by 1 %
 * @param correlationAtZero f(0), what orthogonal inputs correlate after one layer
 * @param curvature f''(1); null where φ has corners
 * @param loss how 1 − c falls with the layer l
 * @param lossConstant its constant
 * @param notes what to mind
 */
public record EdgeReport(
    String activation,
    double sigmaB,
    String status,
    @Nullable Double sigmaW,
    @Nullable Double q,
    @Nullable Double fPrime,
    @Nullable Double beta,
    @Nullable Boolean stable,
    @Nullable Boolean practical,
    @Nullable Double varianceDepth,
    @Nullable Double safeDepth,
    @Nullable Double correlationAtZero,
    @Nullable Double curvature,
    @Nullable String loss,
    @Nullable Double lossConstant,
    List<String> notes) {
  private static final double NEAR = 0.01;

  /** The edge at a bias scale. */
  public static EdgeReport of(Activation phi, double sigmaB) {
    EdgeOfChaos edge = EdgeOfChaos.find(phi, sigmaB);
    if (edge instanceof EdgeOfChaos.Unique unique) {
      return unique(unique.point());
    }
    if (edge instanceof EdgeOfChaos.AnyVariance any) {
      return any(any.point());
    }
    return none(phi, sigmaB, ((EdgeOfChaos.None) edge).reason());
  }

  /**
   * The edge at a limiting variance.
   *
   * @throws IllegalArgumentException if no σ_b gives that variance
   */
  public static EdgeReport ofVariance(Activation phi, double q) {
    EdgePoint point = EdgePoint.ofVariance(phi, q);
    return keepsAnyVariance(phi) ? any(point) : unique(point);
  }

  /** Whether an activation has its edge at σ_b = 0 alone, where it keeps every variance. */
  public static boolean keepsAnyVariance(Activation phi) {
    return phi instanceof PiecewiseLinear;
  }

  private static EdgeReport unique(EdgePoint point) {
    boolean stable = point.varianceStable();
    return new EdgeReport(
        point.phi().label(),
        point.init().sigmaB(),
        "unique",
        point.init().sigmaW(),
        point.variance(),
        point.varianceSlope(),
        beta(point.rate()),
        stable,
        point.practical(),
        stable ? finite(depthScale(point.varianceSlope())) : null,
        finite(point.safeDepth(ActivationAdviser.INPUT_ERROR, ActivationAdviser.TOLERATED_ERROR)),
        point.correlationAtZero(),
        finite(point.curvature()),
        law(point.rate()),
        constant(point.rate()),
        notes(point));
  }

  private static EdgeReport any(EdgePoint point) {
    List<String> notes =
        List.of(
            "every variance is kept exactly and none is returned to: scale the inputs as they are"
                + " wanted");
    return new EdgeReport(
        point.phi().label(),
        point.init().sigmaB(),
        "any",
        point.init().sigmaW(),
        null,
        point.varianceSlope(),
        null,
        null,
        point.practical(),
        null,
        null,
        point.correlationAtZero(),
        finite(point.curvature()),
        law(point.rate()),
        constant(point.rate()),
        notes);
  }

  private static EdgeReport none(Activation phi, double sigmaB, String reason) {
    return new EdgeReport(
        phi.label(),
        sigmaB,
        "none",
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        List.of(reason));
  }

  private static List<String> notes(EdgePoint point) {
    List<String> notes = new ArrayList<>();
    if (!point.varianceStable()) {
      notes.add(
          "the variance is not stable, F'(q) = %.4f: from 1 %% below q it goes to %s, from 1 %% above to %s; normalise before each layer, or scale the inputs to q and go no deeper than %.0f layers"
              .formatted(
                  point.varianceSlope(),
                  end(point, 1 - NEAR),
                  end(point, 1 + NEAR),
                  point.safeDepth(
                      ActivationAdviser.INPUT_ERROR, ActivationAdviser.TOLERATED_ERROR)));
    }
    if (!point.practical()) {
      notes.add(
          "sigma_w %.2f is too large to use: first outputs saturate or explode"
              .formatted(point.init().sigmaW()));
    }
    return List.copyOf(notes);
  }

  /** Where the variance of this initialisation ends from a start beside q. */
  private static String end(EdgePoint point, double factor) {
    SignalPhase phase = SignalPhase.of(point.phi(), point.init(), point.variance() * factor);
    return switch (phase.phase()) {
      case DIVERGING -> "no limit";
      case VANISHING -> "0";
      default -> "%.4f (chi_1 = %.4f)".formatted(phase.variance(), phase.chi());
    };
  }

  static @Nullable String law(CorrelationRate rate) {
    if (rate instanceof CorrelationRate.InverseDepth) {
      return "constant/l";
    }
    return rate instanceof CorrelationRate.InverseSquareDepth
        ? "constant/l^2"
        : "none, phi is linear";
  }

  static @Nullable Double constant(CorrelationRate rate) {
    if (rate instanceof CorrelationRate.InverseDepth smooth) {
      return smooth.beta();
    }
    return rate instanceof CorrelationRate.InverseSquareDepth corners ? corners.constant() : null;
  }

  private static @Nullable Double beta(CorrelationRate rate) {
    return rate instanceof CorrelationRate.InverseDepth smooth ? smooth.beta() : null;
  }

  private static double depthScale(double slope) {
    return slope <= 0 ? 0 : -1 / Math.log(slope);
  }

  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
