// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import org.eidograph.theory.moments.Angle;
import org.eidograph.theory.moments.PiecewiseLinear;

/**
 * The step of ReLU-like activations, in loops that the compiler turns into vector instructions.
 *
 * <pre>
 * γ ← γ − (F/A)·(sin θ − θ cos θ),   K ← (A − F·θ)·K,   q ← A·q
 * θ = 4·atan(t),  t = sin(θ/2)/(1 + cos(θ/2)) in [0, 1]
 * </pre>
 *
 * <p>atan is a polynomial in t² ({@link HalfAngle}), so there are no branches and no calls. sin θ −
 * θ cos θ is formed directly: its absolute error of 1e-16·θ is 1e-16/θ of γ.
 */
final class PiecewiseLinearStep {
  /** Up to here the exact scalar form costs less than filling the buffers. */
  private static final int FEW = 16;

  private final HalfAngle angles = new HalfAngle();

  void advance(PiecewiseLinear phi, Lanes lanes) {
    if (lanes.size <= FEW) {
      few(phi, lanes);
    } else {
      many(phi, lanes);
    }
    double slope = phi.meanSquareSlope();
    for (int i = 0; i < lanes.size; i++) {
      lanes.q1[i] *= slope;
      lanes.q2[i] *= slope;
    }
    if (lanes.tracksMeans) {
      lanes.means = means(phi, lanes);
    }
  }

  /** One lane at a time, sin θ − θ cos θ relatively accurate: for paths of a million layers. */
  private static void few(PiecewiseLinear phi, Lanes lanes) {
    double slope = phi.meanSquareSlope();
    double corner = phi.cornerWeight();
    for (int i = 0; i < lanes.size; i++) {
      double theta = Angle.ofGamma(lanes.gamma[i]);
      lanes.ntk[i] *= slope - corner * theta;
      lanes.gamma[i] -= corner / slope * Angle.sineMinusThetaCosine(theta);
    }
  }

  private void many(PiecewiseLinear phi, Lanes lanes) {
    for (int from = 0; from < lanes.size; from += HalfAngle.BLOCK) {
      int count = Math.min(HalfAngle.BLOCK, lanes.size - from);
      angles.block(lanes.gamma, from, count);
      apply(phi, lanes, from, count);
    }
  }

  private void apply(PiecewiseLinear phi, Lanes lanes, int from, int count) {
    double slope = phi.meanSquareSlope();
    double corner = phi.cornerWeight();
    double ratio = corner / slope;
    double[] gamma = lanes.gamma;
    double[] ntk = lanes.ntk;
    double[] theta = angles.theta;
    double[] arc = angles.arc;
    for (int i = 0; i < count; i++) {
      ntk[from + i] *= slope - corner * theta[i];
    }
    for (int i = 0; i < count; i++) {
      gamma[from + i] = Math.max(0, gamma[from + i] - ratio * arc[i]);
    }
  }

  /** E[φ(√q Z)] = (b − a)·√(q/(2π)), from the variances after the step. */
  private static Lanes.Means means(PiecewiseLinear phi, Lanes lanes) {
    double factor =
        (phi.positiveSlope() - phi.negativeSlope())
            / Math.sqrt(2 * Math.PI * phi.meanSquareSlope());
    double[] first = new double[lanes.size];
    double[] second = new double[lanes.size];
    for (int i = 0; i < lanes.size; i++) {
      first[i] = factor * Math.sqrt(lanes.q1[i]);
      second[i] = factor * Math.sqrt(lanes.q2[i]);
    }
    return new Lanes.Means(first, second);
  }
}
