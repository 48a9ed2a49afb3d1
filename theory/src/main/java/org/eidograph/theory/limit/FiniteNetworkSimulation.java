// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.limit;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.eidograph.theory.moments.Domain;
import org.eidograph.theory.moments.Estimate;
import org.eidograph.theory.moments.Normal;

/**
 * Draws finite ReLU networks and measures the covariance of two inputs, beside the limit.
 *
 * <p>Both inputs go through the same weights. A weight matrix is never stored: given the two
 * post-activation vectors, {@code (W a, W b)} is Gaussian coordinate by coordinate with their 2 × 2
 * Gram matrix, which is drawn directly. Cost n·L per trial instead of n²·L, same law.
 */
public final class FiniteNetworkSimulation {
  private FiniteNetworkSimulation() {}

  /**
   * What to draw.
   *
   * @param width n
   * @param trials independent networks, at least 2
   * @param initialGamma 1 − correlation of the two inputs' first pre-activations, variance 1
   * @param seed of the generator
   */
  public record Settings(int width, int trials, double initialGamma, long seed) {
    public Settings {
      Domain.atLeast("width", width, 1);
      Domain.atLeast("trials", trials, 2);
      Domain.gamma(initialGamma);
    }
  }

  /**
   * What was measured.
   *
   * @param variance mean and standard error of q(a, a)
   * @param covariance mean and standard error of q(a, b)
   * @param varianceError root mean square distance of q(a, a) from {@code limit}, and its standard
   *     error
   * @param covarianceError root mean square distance of q(a, b) from {@code limit}, and its
   *     standard error
   * @param logVariance mean and standard error of ln q(a, a)
   * @param logSpread variance of ln q(a, a)
   * @param normality Kolmogorov–Smirnov distance of one coordinate of each network from the normal
   *     law of the limit
   */
  public record Result(
      Estimate variance,
      Estimate covariance,
      Estimate varianceError,
      Estimate covarianceError,
      Estimate logVariance,
      double logSpread,
      double normality) {}

  /** Residual networks {@code Y ← Y + α_l·W φ(Y)} with these scales. */
  public static Result residual(Settings settings, CommutingLimit limit, double... scales) {
    return simulate(settings, limit, scales, true);
  }

  /** Plain He-initialised networks {@code Y ← √2·W φ(Y)} of this depth. */
  public static Result plain(Settings settings, CommutingLimit limit, int depth) {
    double[] scales = new double[Domain.atLeast("depth", depth, 1)];
    Arrays.fill(scales, Math.sqrt(2));
    return simulate(settings, limit, scales, false);
  }

  private static Result simulate(
      Settings settings, CommutingLimit limit, double[] scales, boolean skip) {
    SplittableRandom random = new SplittableRandom(settings.seed());
    int trials = settings.trials();
    double[] variances = new double[trials];
    double[] covariances = new double[trials];
    double[] coordinates = new double[trials];
    for (int t = 0; t < trials; t++) {
      PairPath path = new PairPath(settings, random);
      for (double scale : scales) {
        path.layer(scale, skip);
      }
      variances[t] = path.variance();
      covariances[t] = path.covariance();
      coordinates[t] = path.first();
    }
    double[] logs = Arrays.stream(variances).map(Math::log).toArray();
    Estimate log = Estimate.ofSamples(logs);
    return new Result(
        Estimate.ofSamples(variances),
        Estimate.ofSamples(covariances),
        distance(variances, limit.variance()),
        distance(covariances, limit.covariance()),
        log,
        log.error() * log.error() * trials,
        kolmogorovSmirnov(coordinates, Math.sqrt(limit.variance())));
  }

  /** The root of a mean of squares, whose error is that of the mean over twice the root. */
  private static Estimate distance(double[] samples, double limit) {
    double[] squares = Arrays.stream(samples).map(x -> (x - limit) * (x - limit)).toArray();
    Estimate mean = Estimate.ofSamples(squares);
    double root = Math.sqrt(mean.value());
    return new Estimate(root, root == 0 ? 0 : mean.error() / (2 * root));
  }

  /** sup |empirical − normal| over the samples. */
  private static double kolmogorovSmirnov(double[] samples, double deviation) {
    double[] sorted = samples.clone();
    Arrays.sort(sorted);
    double worst = 0;
    for (int i = 0; i < sorted.length; i++) {
      double normal = Normal.cumulative(sorted[i] / deviation);
      worst = Math.max(worst, Math.abs(normal - (double) i / sorted.length));
      worst = Math.max(worst, Math.abs(normal - (i + 1.0) / sorted.length));
    }
    return worst;
  }
}
