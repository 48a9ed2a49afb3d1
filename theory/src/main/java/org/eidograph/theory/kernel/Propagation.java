// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import java.util.List;
import java.util.function.Function;
import org.eidograph.theory.kernel.KernelLayer.Dense;
import org.eidograph.theory.kernel.KernelLayer.Dropout;
import org.eidograph.theory.kernel.KernelLayer.Nonlinearity;
import org.eidograph.theory.kernel.KernelLayer.Normalization;
import org.eidograph.theory.kernel.KernelLayer.Residual;
import org.eidograph.theory.kernel.KernelLayer.Scale;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.CovarianceFamily;
import org.eidograph.theory.moments.PiecewiseLinear;
import org.jspecify.annotations.Nullable;

/**
 * Moves {@link Lanes} through layers.
 *
 * <p>Sums of covariances in terms of γ: with {@code q_i' = q_i + p_i},
 *
 * <pre>
 * √(q1'·q2')·γ' = √(q1·q2)·γ + √(p1·p2)·γ_p + (√(q1·p2) − √(q2·p1))²/(√(q1'q2') + √(q1q2) + √(p1p2))
 * </pre>
 *
 * <p>where every term is positive. A bias is the case p1 = p2 = σ_b², γ_p = 0.
 */
final class Propagation {
  private final ActivationStep activations;
  private final PiecewiseLinearStep piecewiseLinear = new PiecewiseLinearStep();

  /** Steps of the activations other than piecewise linear ones, or none to make maps as needed. */
  private final List<NormAngleActivation.Row> tables;

  private int nextTable;

  /** Covariance maps are made as needed and kept in the families. */
  Propagation(Function<Activation, CovarianceFamily> families) {
    this.activations = new ActivationStep(families);
    this.tables = List.of();
  }

  /** Activations other than piecewise linear ones take these steps in the order of the layers. */
  Propagation(List<NormAngleActivation> tables) {
    this.activations = new ActivationStep(CovarianceFamily::new);
    this.tables = tables.stream().map(NormAngleActivation::row).toList();
  }

  /** Applies layers in order and refuses overflow at the end. */
  void run(List<KernelLayer> layers, Lanes lanes) {
    nextTable = 0;
    layers.forEach(layer -> advance(layer, lanes));
    lanes.requireFinite();
  }

  private void advance(KernelLayer layer, Lanes lanes) {
    if (layer instanceof Dense dense) {
      dense(dense, lanes);
    } else if (layer instanceof Nonlinearity nonlinearity) {
      nonlinearity(nonlinearity, lanes);
    } else if (layer instanceof Residual residual) {
      residual(residual, lanes);
    } else if (layer instanceof Normalization normalization) {
      NormalizationStep.advance(normalization, lanes);
    } else if (layer instanceof Dropout dropout) {
      dropout(dropout, lanes);
    } else if (layer instanceof Scale scale) {
      scale(scale, lanes);
    }
  }

  private static void dense(Dense dense, Lanes lanes) {
    lanes.means = null;
    double weight = dense.sigmaW() * dense.sigmaW();
    if (dense.parametrization() instanceof Parametrization.Standard standard) {
      standard(standard.fanIn(), dense, lanes);
    } else {
      double[] ntk = lanes.ntk;
      for (int i = 0; i < lanes.size; i++) {
        double covariance = Math.sqrt(lanes.q1[i] * lanes.q2[i]) * (1 - lanes.gamma[i]);
        ntk[i] = weight * (ntk[i] + covariance) + dense.sigmaB() * dense.sigmaB();
      }
    }
    addBias(weight, dense.sigmaB() * dense.sigmaB(), lanes);
  }

  private static void standard(int fanIn, Dense dense, Lanes lanes) {
    double weight = dense.sigmaW() * dense.sigmaW();
    double bias = dense.sigmaB() > 0 ? 1 : 0; // a stored bias has gradient 1
    for (int i = 0; i < lanes.size; i++) {
      lanes.ntk[i] = fanIn * lanes.covariance(i) + weight * lanes.ntk[i] + bias;
    }
  }

  /** Σ ← bias + weight·Σ. */
  private static void addBias(double weight, double bias, Lanes lanes) {
    double[] q1 = lanes.q1;
    double[] q2 = lanes.q2;
    double[] gamma = lanes.gamma;
    if (bias == 0) {
      for (int i = 0; i < lanes.size; i++) {
        q1[i] *= weight;
        q2[i] *= weight;
      }
      return;
    }
    for (int i = 0; i < lanes.size; i++) {
      double a1 = weight * q1[i];
      double a2 = weight * q2[i];
      double before = Math.sqrt(a1 * a2);
      double after = Math.sqrt((a1 + bias) * (a2 + bias));
      double spread = Math.sqrt(a1) - Math.sqrt(a2);
      double gap = bias * spread * spread / (after + before + bias);
      gamma[i] = (before * gamma[i] + gap) / after;
      q1[i] = a1 + bias;
      q2[i] = a2 + bias;
    }
  }

  private void nonlinearity(Nonlinearity layer, Lanes lanes) {
    if (layer.phi() instanceof PiecewiseLinear piecewise) {
      piecewiseLinear.advance(piecewise, lanes);
    } else if (!tables.isEmpty()) {
      tables.get(nextTable).advance(lanes);
      nextTable++;
    } else {
      activations.advance(layer.phi(), lanes);
    }
  }

  private void residual(Residual residual, Lanes lanes) {
    Lanes branch = lanes.copy();
    residual.branch().forEach(layer -> advance(layer, branch));
    double square = residual.scale() * residual.scale();
    for (int i = 0; i < lanes.size; i++) {
      double p1 = square * branch.q1[i];
      double p2 = square * branch.q2[i];
      double stream = Math.sqrt(lanes.q1[i] * lanes.q2[i]);
      double added = Math.sqrt(p1 * p2);
      double after = Math.sqrt((lanes.q1[i] + p1) * (lanes.q2[i] + p2));
      double spread = Math.sqrt(lanes.q1[i] * p2) - Math.sqrt(lanes.q2[i] * p1);
      double gap = spread * spread / (after + stream + added);
      lanes.gamma[i] = (stream * lanes.gamma[i] + added * branch.gamma[i] + gap) / after;
      lanes.q1[i] += p1;
      lanes.q2[i] += p2;
      lanes.ntk[i] += square * branch.ntk[i];
    }
  }

  private static void dropout(Dropout dropout, Lanes lanes) {
    double keep = 1 - dropout.rate();
    for (int i = 0; i < lanes.size; i++) {
      lanes.q1[i] /= keep;
      lanes.q2[i] /= keep;
      if (lanes.sameInput) {
        lanes.ntk[i] /= keep;
      } else {
        // Σ stays while both variances grow: 1 − γ' = keep·(1 − γ).
        lanes.gamma[i] = dropout.rate() + keep * lanes.gamma[i];
      }
    }
  }

  private static void scale(Scale scale, Lanes lanes) {
    double square = scale.factor() * scale.factor();
    Lanes.@Nullable Means means = lanes.means;
    if (means != null) {
      lanes.means = means.times(scale.factor());
    }
    for (int i = 0; i < lanes.size; i++) {
      lanes.q1[i] *= square;
      lanes.q2[i] *= square;
      lanes.ntk[i] *= square;
    }
  }
}
