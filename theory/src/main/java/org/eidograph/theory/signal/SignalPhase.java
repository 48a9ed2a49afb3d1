// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import java.util.OptionalDouble;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.GaussianMoments;

/**
 * What becomes of signals in a deep plain network with a given initialisation.
 *
 * <pre>
 * ξ_q = −1/ln F'(q)      layers over which the variance forgets its start
 * ξ_c = −1/ln f'(c*)     layers over which correlations settle; f'(c*) = χ_1 in the ordered phase
 * </pre>
 *
 * <p>Depth scales after Schoenholz, Gilmer, Ganguli, Sohl-Dickstein, Deep Information Propagation
 * (2017).
 *
 * @param phase which of the regimes
 * @param variance the limiting variance q, infinite or 0 if it has none
 * @param chi χ_1 at q
 * @param varianceSlope F'(q)
 * @param limitGamma 1 − c*, 0 unless chaotic
 * @param varianceDepth ξ_q, infinite if F'(q) ≥ 1
 * @param correlationDepth ξ_c, infinite on the edge
 */
public record SignalPhase(
    Phase phase,
    double variance,
    double chi,
    double varianceSlope,
    double limitGamma,
    double varianceDepth,
    double correlationDepth) {
  /**
   * |χ_1 − 1| below this counts as the edge; exponential scales beyond 10⁶ layers do not matter.
   */
  private static final double EDGE_TOLERANCE = 1e-6;

  /** A rate this close to 1 is 1: moments carry about 1e-14. */
  private static final double ROUNDING = 1e-12;

  /** The regimes. */
  public enum Phase {
    /** χ_1 &lt; 1: all inputs become one, gradients vanish. */
    ORDERED,
    /** χ_1 = 1: information and gradients decay slower than exponentially. */
    EDGE,
    /** χ_1 &gt; 1: close inputs are torn apart to c*, gradients explode. */
    CHAOTIC,
    /** The variance grows without bound. */
    DIVERGING,
    /** The variance falls to 0. */
    VANISHING
  }

  /** The phase that a network with input variance {@code start} of its first layer ends in. */
  public static SignalPhase of(Activation phi, Initialization init, double start) {
    VarianceMap map = new VarianceMap(phi, init);
    OptionalDouble limit = map.limit(start);
    if (limit.isEmpty()) {
      return without(Phase.DIVERGING, Double.POSITIVE_INFINITY);
    }
    double q = limit.getAsDouble();
    if (q == 0) {
      return without(Phase.VANISHING, 0);
    }
    double chi = map.chi(q);
    double slope = init.weightVariance() * GaussianMoments.growth(phi, q);
    if (chi > 1 + EDGE_TOLERANCE) {
      CorrelationMap correlation = CorrelationMap.of(phi, init, q);
      double gamma = correlation.limit();
      return new SignalPhase(
          Phase.CHAOTIC, q, chi, slope, gamma, depth(slope), depth(correlation.derivative(gamma)));
    }
    boolean edge = chi > 1 - EDGE_TOLERANCE;
    return new SignalPhase(
        edge ? Phase.EDGE : Phase.ORDERED,
        q,
        chi,
        slope,
        0,
        depth(slope),
        edge ? Double.POSITIVE_INFINITY : depth(chi));
  }

  private static SignalPhase without(Phase phase, double variance) {
    double none = Double.NaN;
    return new SignalPhase(phase, variance, none, none, none, none, none);
  }

  /** −1/ln rate; a contraction to a point in one layer has depth 0. */
  private static double depth(double rate) {
    if (rate > 1 - ROUNDING) {
      return Double.POSITIVE_INFINITY;
    }
    return rate <= 0 ? 0 : -1 / Math.log(rate);
  }
}
