// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.GaussianMoments;
import org.hipparchus.analysis.solvers.AllowedSolution;
import org.hipparchus.analysis.solvers.BracketingNthOrderBrentSolver;

/** The first sign change of G(q) − σ_b² on a logarithmic grid, polished by a bracketing solver. */
final class EdgeSearch {
  private static final double LOWEST = 1e-8;
  private static final double HIGHEST = 1e5;
  private static final int STEPS = 130; // ten a decade

  /** G is a difference of numbers of size q; below this share of q its sign is rounding. */
  private static final double ROUNDING = 1e-13;

  private final Activation phi;
  private final double target;

  private final double sigmaB;

  private EdgeSearch(Activation phi, double sigmaB) {
    this.phi = phi;
    this.sigmaB = sigmaB;
    this.target = sigmaB * sigmaB;
  }

  static EdgeOfChaos of(Activation phi, double sigmaB) {
    EdgeSearch search = new EdgeSearch(phi, sigmaB);
    double before = Math.log(LOWEST);
    double gapBefore = search.exactGap(before); // a function that is not finite is told here
    boolean vanishing = gapBefore >= -ROUNDING * LOWEST;
    for (int i = 1; i <= STEPS; i++) {
      double here = Math.log(LOWEST) + Math.log(HIGHEST / LOWEST) * i / STEPS;
      double gapHere = search.gap(here);
      if (Math.abs(gapBefore) > ROUNDING * Math.exp(before) && gapBefore * gapHere < 0) {
        return new EdgeOfChaos.Unique(EdgePoint.at(phi, search.solve(before, here), sigmaB));
      }
      before = here;
      gapBefore = gapHere;
    }
    return new EdgeOfChaos.None(search.reason(vanishing));
  }

  /** G(q) − σ_b² at q = e^x. */
  private double exactGap(double x) {
    double q = Math.exp(x);
    return q
        - GaussianMoments.secondMoment(phi, q) / GaussianMoments.slopeSecondMoment(phi, q)
        - target;
  }

  /** The same, or NaN at variances where a moment does not exist. */
  private double gap(double x) {
    try {
      return exactGap(x);
    } catch (IllegalArgumentException divergent) {
      return Double.NaN;
    }
  }

  private double solve(double low, double high) {
    // Absolute accuracy in log q is relative accuracy in q.
    BracketingNthOrderBrentSolver solver = new BracketingNthOrderBrentSolver(1e-15, 1e-15, 5);
    return Math.exp(solver.solve(200, this::gap, low, high, AllowedSolution.ANY_SIDE));
  }

  private String reason(boolean vanishing) {
    String range =
        vanishing
            ? "q - E[phi^2]/E[phi'^2] stays above %s^2 down to q = 1e-8, so only vanishing signals"
                + " solve it; take sigmaB above 0"
            : "q - E[phi^2]/E[phi'^2] stays below %s^2 up to q = 1e5; take another activation";
    return range.formatted(sigmaB);
  }
}
