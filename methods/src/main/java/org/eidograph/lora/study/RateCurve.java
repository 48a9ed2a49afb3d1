// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.study;

import java.util.Arrays;
import java.util.List;
import org.eidograph.study.Statistics;

/**
 * The loss of one student over a grid of learning rates, for several seeds.
 *
 * @param exponents log2 of the rates, ascending
 * @param logLoss natural logarithm of the final relative loss: one list a seed, in the order of the
 *     exponents; infinite where training diverged
 * @param bottleneck root mean square of A·z, likewise; NaN without an adapter
 */
public record RateCurve(
    List<Double> exponents, List<List<Double>> logLoss, List<List<Double>> bottleneck) {
  /** How much worse in log-loss a rate may be and still weigh 1/e in the centre. */
  static final double TEMPERATURE = 0.05;

  public RateCurve {
    exponents = List.copyOf(exponents);
    logLoss = logLoss.stream().map(List::copyOf).toList();
    bottleneck = bottleneck.stream().map(List::copyOf).toList();
  }

  /** Log-loss averaged over seeds, one a rate. */
  public double[] meanLogLoss() {
    return Statistics.columnMeans(logLoss);
  }

  /** Index of the rate with the lowest average log-loss. */
  public int best() {
    return Statistics.smallest(meanLogLoss());
  }

  /** Geometric mean over seeds of the relative loss at the best rate. */
  public double bestLoss() {
    return Math.exp(meanLogLoss()[best()]);
  }

  /** Whether the best rate lies at an end of the grid, so that the true one may lie outside. */
  public boolean bestAtEdge() {
    return best() == 0 || best() == exponents.size() - 1;
  }

  /**
   * The best exponent, finer than the grid: the mean of the exponents with weights {@code
   * softmax(−logLoss/0.05)} of the averaged log-loss.
   */
  public double centre() {
    return centre(meanLogLoss());
  }

  /** The same of every seed by itself. */
  public double[] centres() {
    return logLoss.stream()
        .mapToDouble(row -> centre(row.stream().mapToDouble(Double::doubleValue).toArray()))
        .toArray();
  }

  private double centre(double[] values) {
    double lowest = Arrays.stream(values).min().orElseThrow();
    double sum = 0;
    double total = 0;
    for (int i = 0; i < values.length; i++) {
      double weight = Math.exp((lowest - values[i]) / TEMPERATURE);
      sum += weight * exponents.get(i);
      total += weight;
    }
    return sum / total;
  }

  /** Log-loss of every seed at a rate of the grid. */
  double[] at(double exponent) {
    int index = exponents.indexOf(exponent);
    if (index < 0) {
      throw new IllegalArgumentException(
          "the grid must hold the exponent %s, it is %s".formatted(exponent, exponents));
    }
    return logLoss.stream().mapToDouble(row -> row.get(index)).toArray();
  }

  /** Log-loss of every seed at the best rate of the average. */
  double[] atBest() {
    return at(exponents.get(best()));
  }

  /** Size of the bottleneck of every seed at the best rate of the average. */
  double[] bottleneckAtBest() {
    int at = best();
    return bottleneck.stream().mapToDouble(row -> row.get(at)).toArray();
  }
}
