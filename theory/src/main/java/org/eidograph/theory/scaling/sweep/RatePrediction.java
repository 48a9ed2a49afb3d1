// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.sweep;

import java.util.Arrays;

/**
 * The best learning rate expected at a width that was not run.
 *
 * @param log2Rate x*
 * @param interval of the one optimum that a sweep there would find
 * @param drifting whether the drift of the optima was carried on; else their mean was taken
 */
public record RatePrediction(double log2Rate, Interval interval, boolean drifting) {

  /**
   * Predicts from a study.
   *
   * @param width target n, at least 1
   * @param confidence in (0, 1)
   * @param expectsTransfer whether the parametrization promises a drift of 0; the mean of the
   *     optima is then taken unless the study's interval of the drift excludes 0
   */
  public static RatePrediction of(
      TransferStudy study, long width, double confidence, boolean expectsTransfer) {
    if (expectsTransfer && study.slopeInterval().contains(0)) {
      return mean(study, confidence);
    }
    double x = Math.log((double) width) / Math.log(2);
    Interval interval = study.drift().predictionInterval(x, confidence);
    return new RatePrediction(study.drift().at(x), interval, true);
  }

  /** Mean of the optima; a further one scatters around it with n - 1 degrees of freedom. */
  private static RatePrediction mean(TransferStudy study, double confidence) {
    double[] optima =
        study.optima().stream().mapToDouble(CurveOptimum.Interior::log2Rate).toArray();
    double mean = Arrays.stream(optima).average().orElseThrow();
    double squares = Arrays.stream(optima).map(x -> (x - mean) * (x - mean)).sum();
    double scatter = Math.sqrt(squares / (optima.length - 1) * (1 + 1.0 / optima.length));
    double quantile = StudentT.twoSidedQuantile(optima.length - 1, confidence);
    return new RatePrediction(mean, Interval.around(mean, quantile * scatter), false);
  }
}
