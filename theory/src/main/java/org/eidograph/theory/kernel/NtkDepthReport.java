// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import java.util.List;
import java.util.stream.IntStream;
import org.eidograph.theory.moments.ClosedForm;
import org.eidograph.theory.moments.CovarianceFamily;
import org.eidograph.theory.moments.Domain;
import org.eidograph.theory.signal.Initialization;
import org.eidograph.theory.signal.SignalPhase;
import org.eidograph.theory.signal.SignalPhase.Phase;
import org.eidograph.theory.signal.VarianceMap;
import org.jspecify.annotations.Nullable;

/**
 * What depth does to the tangent kernel of a plain network: its phase, its path, its limit and the
 * depth up to which it still tells inputs apart.
 *
 * @param phase where the variance and correlations end
 * @param points kernels at depths 1, 2, 3, 5, 10, 30, 100, …, as far as they stay finite and, where
 *     there is no closed form, the variance below 100
 * @param limit the limit at infinite depth; null where the variance diverges or vanishes
 * @param usefulDepth the largest depth at which normalised entries spread by more than the
 *     tolerance
 */
public record NtkDepthReport(
    SignalPhase phase,
    List<NtkTrajectory.Point> points,
    @Nullable NtkLimit limit,
    int usefulDepth) {
  private static final int[] DEPTHS = {
    1, 2, 3, 5, 10, 30, 100, 300, 1_000, 3_000, 10_000, 100_000, 1_000_000
  };

  /** Each layer of a diverging network needs its own expansion, half a second above this. */
  private static final double LARGEST_SERIES = 100;

  /** Spread of K(x, x')/K(x, x) below which inputs count as alike. */
  public static final double DEFAULT_TOLERANCE = 1e-3;

  /**
   * The report up to a depth, for two inputs of unit variance.
   *
   * @param inputGamma 1 − cosine of the inputs whose path is shown
   * @param most largest depth to look at
   */
  public static NtkDepthReport of(NtkTrajectory network, double inputGamma, int most) {
    return of(network, 1, inputGamma, most);
  }

  /**
   * The report up to a depth.
   *
   * @param inputVariance ‖x‖²/d of both inputs, above 0
   * @param inputGamma 1 − cosine of the inputs whose path is shown
   * @param most largest depth to look at
   */
  public static NtkDepthReport of(
      NtkTrajectory network, double inputVariance, double inputGamma, int most) {
    Domain.positive("the input variance", inputVariance);
    Domain.atLeast("the largest depth", most, 1);
    Initialization init = new Initialization(network.sigmaW(), network.sigmaB());
    double first = init.biasVariance() + init.weightVariance() * inputVariance;
    SignalPhase phase = SignalPhase.of(network.phi(), init, first);
    int last = phase.phase() == Phase.DIVERGING ? Math.min(most, followed(network, first)) : most;
    int[] depths = IntStream.of(DEPTHS).filter(depth -> depth <= last).toArray();
    CovarianceFamily maps = new CovarianceFamily(network.phi());
    return new NtkDepthReport(
        phase,
        network.reachable(maps, inputVariance, inputGamma, depths),
        limit(network, phase),
        network.usefulDepth(maps, inputVariance, DEFAULT_TOLERANCE, last));
  }

  /** The depth at which a growing variance becomes too large to be followed. */
  private static int followed(NtkTrajectory network, double first) {
    if (network.phi() instanceof ClosedForm) {
      return Integer.MAX_VALUE;
    }
    VarianceMap map =
        new VarianceMap(network.phi(), new Initialization(network.sigmaW(), network.sigmaB()));
    double variance = first;
    int depth = 1;
    while (variance < LARGEST_SERIES) {
      variance = map.at(variance);
      depth++;
    }
    return depth;
  }

  private static @Nullable NtkLimit limit(NtkTrajectory network, SignalPhase phase) {
    return switch (phase.phase()) {
      case ORDERED -> NtkLimit.ordered(phase.variance(), phase.chi());
      case EDGE -> NtkLimit.edge(network.phi(), network.sigmaW(), phase.variance());
      case CHAOTIC -> NtkLimit.chaotic(phase.chi());
      case DIVERGING, VANISHING -> null;
    };
  }
}
