// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import java.util.Arrays;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Angle;
import org.eidograph.theory.moments.ChebyshevSeries;
import org.eidograph.theory.moments.CovarianceFamily;
import org.eidograph.theory.moments.CovarianceMap;
import org.eidograph.theory.moments.GaussianMoments;

/**
 * The step of one activation over a range of variances, as tensors in ln q1, ln q2 and θ, for rows
 * of inputs of unequal norm.
 *
 * <pre>
 * √(T11·T22)·γ' = (ln q1 − ln q2)²·g(q1, q2) + γ·R(q1, q2, θ),   K ← D(q1, q2, θ)·K
 * R = (T(0) − T(γ))/γ,   D = Ṫ,   g(q, q) = ½(E[u²] − E[φ·u]²/E[φ²]),  u = ½√q·Z·φ'(√q Z)
 * </pre>
 *
 * <p>For kinks at 0 (ELU, SELU) all of R, D and g are smooth, although their composition over
 * layers is not smooth where two inputs coincide. The first term is what √(T11·T22) exceeds T(γ =
 * 0) by; written so, inputs that nearly coincide keep their digits.
 */
final class NormAngleActivation {
  private static final double TOLERANCE = 1e-12;
  private static final int FEWEST_NORMS = 4;
  private static final int MOST_NORMS = 16;
  private static final int ANGLES = 128;

  private final LogRange range;
  private final Tensor ratio;
  private final Tensor slope;
  private final Tensor gap;
  private final ChebyshevSeries second;

  private NormAngleActivation(
      LogRange range, Tensor ratio, Tensor slope, Tensor gap, ChebyshevSeries second) {
    this.range = range;
    this.ratio = ratio;
    this.slope = slope;
    this.gap = gap;
    this.second = second;
  }

  /** The step of φ for variances in {@code range}. */
  static NormAngleActivation of(CovarianceFamily family, LogRange range) {
    int norms = range.narrow() ? 1 : FEWEST_NORMS;
    while (true) {
      NormAngleActivation step = tabulate(family, range, norms);
      if (norms == 1 || step.error() <= TOLERANCE || 2 * norms > MOST_NORMS) {
        return step;
      }
      norms *= 2;
    }
  }

  private static NormAngleActivation tabulate(CovarianceFamily family, LogRange range, int norms) {
    Activation phi = family.phi();
    double[] q = range.nodes(norms);
    double[] place = ChebyshevSeries.nodes(ANGLES);
    double[][][] ratio = new double[norms][norms][];
    double[][][] slope = new double[norms][norms][];
    double[][][] gap = new double[norms][norms][];
    double[] second = new double[norms];
    Arrays.setAll(second, a -> GaussianMoments.secondMoment(phi, q[a]));
    for (int a = 0; a < norms; a++) {
      for (int b = 0; b <= a; b++) {
        CovarianceMap map = family.map(q[a], q[b]);
        ratio[a][b] = new double[ANGLES];
        slope[a][b] = new double[ANGLES];
        for (int m = 0; m < ANGLES; m++) {
          double gamma = Angle.gamma(Math.PI / 2 * (1 + place[m]));
          ratio[a][b][m] = map.drop(gamma) / gamma;
          slope[a][b][m] = map.derivative(gamma);
        }
        double excess = Math.sqrt(second[a] * second[b]) - map.covariance(0);
        double distance = Math.log(q[a] / q[b]);
        gap[a][b] = new double[] {a == b ? limit(phi, q[a]) : excess / (distance * distance)};
        ratio[b][a] = ratio[a][b];
        slope[b][a] = slope[a][b];
        gap[b][a] = gap[a][b];
      }
    }
    return new NormAngleActivation(
        range,
        Tensor.of(ratio),
        Tensor.of(slope),
        Tensor.of(gap),
        ChebyshevSeries.interpolate(second));
  }

  /** g(q, q): half the squared part of dφ/d ln q that is orthogonal to φ. */
  private static double limit(Activation phi, double q) {
    double squares =
        GaussianMoments.expectation(x -> square(x / 2 * phi.derivative(x)), q, phi.kinks());
    double mixed =
        GaussianMoments.expectation(x -> phi.value(x) * x / 2 * phi.derivative(x), q, phi.kinks());
    return (squares - mixed * mixed / GaussianMoments.secondMoment(phi, q)) / 2;
  }

  private static double square(double x) {
    return x * x;
  }

  /** Last coefficients of the tensors, relative. */
  double error() {
    return Math.max(ratio.tail(), slope.tail());
  }

  /** A copy with its own buffers, for one thread. */
  Row row() {
    return new Row(this);
  }

  /** Moves rows of lanes whose first variance is the same; one thread's buffers. */
  static final class Row {
    private final NormAngleActivation step;
    private final TensorRow evaluator;
    private double[] ratio = {};
    private double[] slope = {};

    private Row(NormAngleActivation step) {
      this.step = step;
      this.evaluator = new TensorRow(step.range, step.ratio.norms());
    }

    void advance(Lanes lanes) {
      if (ratio.length < lanes.size) {
        ratio = new double[lanes.size];
        slope = new double[lanes.size];
      }
      double q1 = lanes.q1[0];
      double[] first = step.range.polynomials(q1, step.ratio.norms());
      evaluator.load(lanes.columns, lanes.q2, lanes.gamma, lanes.size);
      evaluator.sum(step.ratio.contract(first), ratio, 0);
      evaluator.sum(step.slope.contract(first), slope, 0);
      double[][] gap = step.gap.contract(first);
      double[] gapRow = new double[gap.length];
      Arrays.setAll(gapRow, b -> gap[b][0]);
      double second1 = step.second.at(step.range.place(q1));
      for (int j = 0; j < lanes.size; j++) {
        double distance = Math.log(q1 / lanes.q2[j]);
        double excess = distance * distance * evaluator.sumOfNorms(gapRow, j);
        double second2 = step.second.at(step.range.place(lanes.q2[j]));
        lanes.gamma[j] = (excess + lanes.gamma[j] * ratio[j]) / Math.sqrt(second1 * second2);
        lanes.ntk[j] *= slope[j];
        lanes.q1[j] = second1;
        lanes.q2[j] = second2;
      }
    }
  }
}
