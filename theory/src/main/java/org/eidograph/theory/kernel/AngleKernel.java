// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import java.util.Arrays;
import org.eidograph.theory.moments.Angle;
import org.eidograph.theory.moments.ChebyshevSeries;
import org.eidograph.theory.moments.Domain;

/**
 * A whole network's kernels as functions of the angle between two inputs of equal norm (rule Q5).
 *
 * <p>If all inputs have the same variance q, or the network is homogeneous, every entry of the Gram
 * matrix is one function of θ. It is tabulated once, at Chebyshev nodes in θ on [0, π], however
 * deep the network and whatever its activations; after that an entry costs nanoseconds.
 *
 * <p>The number of nodes doubles from 64 until the last coefficients fall below 1e-14 of the
 * largest; {@link #errorEstimate()} tells what was reached. ReLU at depth 100 takes 256 nodes, at
 * depth 1000 about 1024.
 */
public final class AngleKernel {
  private static final double TOLERANCE = 1e-14;

  /** Below this a tail that no longer falls is rounding. */
  private static final double ROUNDING = 1e-12;

  private static final int FEWEST = 64;
  private static final int MOST = 16_384;

  private final ChebyshevSeries nngp;
  private final ChebyshevSeries ntk;
  private final KernelPair diagonal;

  private AngleKernel(ChebyshevSeries nngp, ChebyshevSeries ntk, KernelPair diagonal) {
    this.nngp = nngp;
    this.ntk = ntk;
    this.diagonal = diagonal;
  }

  /**
   * Tabulates a network for inputs with {@code ‖x‖²/d = q}.
   *
   * @param q the common variance of the inputs, positive
   */
  public static AngleKernel of(KernelNetwork network, double q) {
    Domain.positive("the common variance q of the inputs", q);
    PairKernels pairs = new PairKernels(network);
    KernelPair diagonal = pairs.evaluate(q, q, 0);
    AngleKernel best = tabulate(pairs, q, FEWEST, diagonal);
    while (best.errorEstimate() > TOLERANCE && 2 * best.nodes() <= MOST) {
      AngleKernel finer = tabulate(pairs, q, 2 * best.nodes(), diagonal);
      if (best.errorEstimate() < ROUNDING && finer.errorEstimate() > best.errorEstimate() / 2) {
        return best; // what is left is rounding of the layers, not truncation
      }
      best = finer;
    }
    return best;
  }

  private static AngleKernel tabulate(PairKernels pairs, double q, int n, KernelPair diagonal) {
    Lanes lanes = pairs.lanes(q, gammas(ChebyshevSeries.nodes(n)));
    return new AngleKernel(
        ChebyshevSeries.interpolate(covariances(lanes)),
        ChebyshevSeries.interpolate(lanes.ntk),
        diagonal);
  }

  private static double[] gammas(double[] x) {
    return Arrays.stream(x).map(each -> Angle.gamma(Math.PI / 2 * (1 + each))).toArray();
  }

  private static double[] covariances(Lanes lanes) {
    double[] values = new double[lanes.size];
    Arrays.setAll(values, lanes::covariance);
    return values;
  }

  /** NNGP of two different inputs at an angle θ from 0 to π. */
  public double nngp(double theta) {
    return nngp.at(place(theta));
  }

  /** NTK of two different inputs at an angle θ from 0 to π. */
  public double ntk(double theta) {
    return ntk.at(place(theta));
  }

  ChebyshevSeries nngpSeries() {
    return nngp;
  }

  ChebyshevSeries ntkSeries() {
    return ntk;
  }

  private static double place(double theta) {
    return 2 / Math.PI * Domain.within("the angle", theta, 0, Math.PI) - 1;
  }

  /** Kernels of an input with itself, computed directly and not from the table. */
  public KernelPair diagonal() {
    return diagonal;
  }

  /** How many Chebyshev nodes it took. */
  public int nodes() {
    return nngp.size();
  }

  /**
   * The last Chebyshev coefficients, relative to the largest: an estimate of the relative error.
   */
  public double errorEstimate() {
    return Math.max(nngp.tail(), ntk.tail());
  }
}
