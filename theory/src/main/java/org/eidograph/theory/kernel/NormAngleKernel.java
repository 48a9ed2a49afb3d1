// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import java.util.Arrays;
import org.eidograph.theory.moments.Angle;
import org.eidograph.theory.moments.ChebyshevSeries;
import org.jspecify.annotations.Nullable;

/**
 * A whole network's kernels as functions of both norms and the angle, for inputs of unequal norm: a
 * tensor of Chebyshev polynomials in ln q1, ln q2 and θ.
 *
 * <pre>
 * κ(q1, q2, θ) = Σ_{a,b,m} C_abm T_a(ln q1) T_b(ln q2) T_m(θ)
 * </pre>
 *
 * <p>As for {@link AngleKernel} the cost of an entry does not depend on depth or activation; it is
 * {@code n_q·n_θ} multiply-adds, with n_q small because norms of real inputs differ by a small
 * factor only. n_θ is that of the angle kernel at the largest and smallest norm; n_q doubles until
 * its last coefficients fall below 1e-12.
 */
final class NormAngleKernel {
  /** Nanoseconds of one multiply-add of a row, measured. */
  private static final double NANOSECONDS = 0.15;

  /** Nanoseconds per entry below which no table can beat the layers. */
  static final double LEAST_COST = 4 * 64 * NANOSECONDS;

  private static final double TOLERANCE = 1e-12;
  private static final int FEWEST = 4;
  private static final int MOST = 32;

  private final LogRange range;
  private final Tensor nngp;
  private final Tensor ntk;
  private final DiagonalKernel diagonal;

  private NormAngleKernel(LogRange range, Tensor nngp, Tensor ntk, DiagonalKernel diagonal) {
    this.range = range;
    this.nngp = nngp;
    this.ntk = ntk;
    this.diagonal = diagonal;
  }

  /**
   * Tabulates a network for inputs of variance from {@code low} to {@code high}.
   *
   * @param most places that may be computed on the way
   * @return null if they do not suffice: deep networks near an instability need tens of norms
   */
  static @Nullable NormAngleKernel of(PairKernels pairs, double low, double high, double most) {
    if (!(low > 0)) {
      throw new IllegalArgumentException(
          "inputs of a network with bias or general activations must not be zero, got variance %s; drop the zero rows"
              .formatted(low));
    }
    LogRange range = new LogRange(low, high);
    int angles =
        Math.max(
            AngleKernel.of(pairs.network(), low).nodes(),
            AngleKernel.of(pairs.network(), high).nodes());
    int norms = FEWEST;
    double places = 0;
    while (true) {
      places += norms * (norms + 1) / 2.0 * angles;
      if (places > most) {
        return null;
      }
      NormAngleKernel kernel = tabulate(pairs, range, norms, angles);
      if (kernel.errorEstimate() <= TOLERANCE || 2 * norms > MOST) {
        return kernel;
      }
      norms *= 2;
    }
  }

  private static NormAngleKernel tabulate(
      PairKernels pairs, LogRange range, int norms, int angles) {
    double[] q = range.nodes(norms);
    double[] gamma = new double[angles];
    double[] places = ChebyshevSeries.nodes(angles);
    Arrays.setAll(gamma, m -> Angle.gamma(Math.PI / 2 * (1 + places[m])));
    double[][][] nngp = new double[norms][norms][];
    double[][][] ntk = new double[norms][norms][];
    for (int a = 0; a < norms; a++) {
      for (int b = 0; b <= a; b++) {
        double[] q1 = new double[angles];
        double[] q2 = new double[angles];
        Arrays.fill(q1, q[a]);
        Arrays.fill(q2, q[b]);
        Lanes lanes = pairs.run(q1, q2, gamma.clone(), false);
        nngp[a][b] = new double[angles];
        Arrays.setAll(nngp[a][b], lanes::covariance);
        nngp[b][a] = nngp[a][b];
        ntk[a][b] = lanes.ntk;
        ntk[b][a] = ntk[a][b];
      }
    }
    return new NormAngleKernel(range, Tensor.of(nngp), Tensor.of(ntk), diagonal(pairs, range, q));
  }

  private static DiagonalKernel diagonal(PairKernels pairs, LogRange range, double[] q) {
    double[] nngp = new double[q.length];
    double[] ntk = new double[q.length];
    for (int a = 0; a < q.length; a++) {
      DiagonalKernel.Value value = pairs.diagonal(q[a]);
      nngp[a] = value.nngp();
      ntk[a] = value.ntk();
    }
    return new DiagonalKernel.Tabulated(
        range, ChebyshevSeries.interpolate(nngp), ChebyshevSeries.interpolate(ntk));
  }

  double errorEstimate() {
    return Math.max(nngp.tail(), ntk.tail());
  }

  /** Nanoseconds per entry. */
  double cost() {
    return NANOSECONDS * nngp.norms() * nngp.angles();
  }

  DiagonalKernel diagonal() {
    return diagonal;
  }

  RowKernel rows() {
    return new NormAngleRows(range, nngp, ntk);
  }
}
