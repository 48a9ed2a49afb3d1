// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.linear;

/**
 * The learning rate that lowers the loss most in one step, in the limit of infinite width (Hayou,
 * 2025, arXiv 2511.01734).
 *
 * <p>Under muP, for {@code Ky ≠ 0},
 *
 * <pre>
 * η_∞ = (m/L)·(yᵀKy)/‖Ky‖²,     η_n - η_∞ = O_P(n^-½)
 * </pre>
 *
 * <p>Why: with {@code a_ℓ = W_ℓ⋯W_0·x}, {@code b_ℓ = W_{ℓ+1}ᵀ⋯W_LᵀV}, one step changes f by {@code
 * -(η/m)·Σ_i r_i·Σ_ℓ ‖b_ℓ‖²·⟨a_{ℓ-1}(x_i), a_{ℓ-1}(x)⟩} and terms of higher order in η. In muP
 * {@code ‖b_ℓ‖² → 1/n}, the inner products → n·K, f → 0 at the start, so r → -y; every higher term
 * has a factor {@code Vᵀa} of size n^-½. What remains is the parabola {@code ‖(ηL/m)Ky - y‖²/2m}.
 *
 * <p>In the standard parametrization the first-order term is n times as large: {@code η_n ≈ c⋆/n},
 * where c⋆ depends on the random outputs at the start. For more than one step the limit exists but
 * has no closed form here. No noise, momentum or nonlinearity.
 */
public final class OneStepRate {
  private OneStepRate() {}

  /**
   * η_∞ under muP.
   *
   * @param trainedLayers L, the hidden matrices that are trained, at least 1
   * @throws IllegalArgumentException if {@code Ky = 0}: no rate lowers the loss
   */
  public static double limit(RegressionProblem problem, int trainedLayers) {
    return rate(problem, trainedLayers, problem.targets());
  }

  /**
   * η_∞ under muP when W_0 and V are trained too, with the rates η·n/d and η/n: L + 2 in place of
   * L.
   */
  public static double limitWithAllLayers(RegressionProblem problem, int hiddenLayers) {
    return rate(problem, hiddenLayers + 2, problem.targets());
  }

  /**
   * c⋆, the best rate times the width in the standard parametrization, and the best rate itself in
   * the neural tangent one: {@code (m/L)·(rᵀKr)/‖Kr‖²} with {@code r = y - f} at the start. Random,
   * since f is; a scale rather than a tight prediction.
   *
   * @param outputs f of each sample at the start
   */
  public static double standardTimesWidth(
      RegressionProblem problem, int trainedLayers, double[] outputs) {
    return rate(problem, trainedLayers, problem.residuals(outputs));
  }

  /** Loss after one step with a rate in the limit: {@code ‖(ηL/m)Ky - y‖²/2m}. */
  public static double limitLoss(RegressionProblem problem, int trainedLayers, double rate) {
    double[] outputs = problem.kernelTimes(problem.targets());
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] *= rate * trainedLayers / problem.samples();
    }
    return problem.loss(outputs);
  }

  /** Scale-free in the direction, so the sign of the residuals does not matter. */
  private static double rate(RegressionProblem problem, int layers, double[] direction) {
    if (layers < 1) {
      throw new IllegalArgumentException("at least one layer must be trained, got " + layers);
    }
    double[] image = problem.kernelTimes(direction);
    double squared = Vectors.dot(image, image);
    if (!(squared > 0)) {
      throw new IllegalArgumentException(
          "the targets must not be orthogonal to all inputs, got Ky = 0; no rate lowers the loss");
    }
    return (double) problem.samples() / layers * Vectors.dot(direction, image) / squared;
  }
}
