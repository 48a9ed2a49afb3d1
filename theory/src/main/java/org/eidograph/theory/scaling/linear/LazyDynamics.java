// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.linear;

/**
 * Training of a deep linear network in the neural tangent limit, in function space.
 *
 * <p>With a start of {@link LinearStart#STANDARD} and the rate η/n for every hidden matrix the
 * tangent kernel tends to L·K and stays there (Jacot et al., arXiv 1806.07572), so that
 *
 * <pre>
 * f_t = y + (I - (ηL/m)·K)^t·(f_0 - y)
 * </pre>
 *
 * <p>exactly, in the limit of width at a fixed number of steps. It converges for {@code η <
 * 2m/(L·λ_max(K))}. f_0 stays random, hence so do the best rates of this parametrization; under muP
 * features move instead and no such closed form holds.
 */
public final class LazyDynamics {
  private LazyDynamics() {}

  /**
   * Outputs after some steps.
   *
   * @param trainedLayers L, at least 1
   * @param start f_0
   * @param rate η, the rate of a hidden matrix times the width
   * @param steps t, at least 0
   */
  public static double[] outputs(
      RegressionProblem problem, int trainedLayers, double[] start, double rate, int steps) {
    if (trainedLayers < 1 || steps < 0) {
      throw new IllegalArgumentException(
          "at least 1 layer must be trained for at least 0 steps, got %d and %d"
              .formatted(trainedLayers, steps));
    }
    double[] outputs = start.clone();
    double factor = -rate * trainedLayers / problem.samples();
    for (int step = 0; step < steps; step++) {
      double[] change = problem.kernelTimes(problem.residuals(outputs));
      Vectors.addScaled(outputs, factor, change);
    }
    return outputs;
  }
}
