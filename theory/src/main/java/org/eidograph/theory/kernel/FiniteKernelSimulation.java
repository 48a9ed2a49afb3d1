// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import java.util.SplittableRandom;
import org.eidograph.theory.moments.Domain;
import org.eidograph.theory.moments.Estimate;

/**
 * Draws finite networks of any architecture and measures the covariance of two inputs, beside
 * {@link PairKernels}.
 *
 * <p>Both inputs go through the same weights, biases and normalisations. A weight matrix is never
 * stored: given the two vectors a and b that enter a dense layer, the coordinates of {@code (W a, W
 * b)} are independent Gaussian pairs with covariance {@code σ_w²/n} times their Gram matrix, and
 * are drawn as such. Cost n·L per network instead of n²·L, same law.
 */
public final class FiniteKernelSimulation {
  private FiniteKernelSimulation() {}

  /**
   * What to draw.
   *
   * @param width n of every layer
   * @param q1 ‖x‖²/d of the first input
   * @param q2 ‖x'‖²/d of the second input
   * @param gamma 1 − cosine of the inputs
   * @param trials independent networks, at least 2
   * @param seed of the generator
   */
  public record Settings(int width, double q1, double q2, double gamma, int trials, long seed) {
    public Settings {
      Domain.atLeast("width", width, 2);
      Domain.positive("the first input variance", q1);
      Domain.positive("the second input variance", q2);
      Domain.gamma(gamma);
      Domain.atLeast("trials", trials, 2);
    }
  }

  /**
   * What was measured: means over the coordinates of the last layer, averaged over networks.
   *
   * @param q1 variance for the first input
   * @param q2 variance for the second input
   * @param covariance covariance of the two
   */
  public record Result(Estimate q1, Estimate q2, Estimate covariance) {}

  /** Draws networks of this architecture; the expectation differs from the limit by order 1/n. */
  public static Result run(KernelNetwork network, Settings settings) {
    SplittableRandom random = new SplittableRandom(settings.seed());
    double[] q1 = new double[settings.trials()];
    double[] q2 = new double[settings.trials()];
    double[] covariance = new double[settings.trials()];
    for (int t = 0; t < settings.trials(); t++) {
      DrawnPair pair = DrawnPair.input(settings, random);
      pair.through(network.layers());
      q1[t] = pair.firstSquare();
      q2[t] = pair.secondSquare();
      covariance[t] = pair.product();
    }
    return new Result(
        Estimate.ofSamples(q1), Estimate.ofSamples(q2), Estimate.ofSamples(covariance));
  }
}
