// Licensed under the Apache License, Version 2.0.
package org.eidograph.study;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A number with its uncertainty.
 *
 * @param value the number
 * @param error its standard error over seeds; NaN where there is none, as for one seed or a count
 */
public record Measured(double value, double error) {
  /** A number without uncertainty. */
  public static Measured exactly(double value) {
    return new Measured(value, Double.NaN);
  }

  /**
   * The geometric mean over seeds of one number over another.
   *
   * @param above natural logarithm of the upper number, one a seed
   * @param below of the lower one
   */
  public static Measured ratio(double[] above, double[] below) {
    Measured log = difference(above, below);
    double value = Math.exp(log.value());
    return new Measured(value, value * log.error()); // first order in the error
  }

  /** The mean over seeds of one number less another. */
  public static Measured difference(double[] above, double[] below) {
    double[] each =
        IntStream.range(0, above.length).mapToDouble(i -> above[i] - below[i]).toArray();
    return new Measured(Statistics.mean(each), Statistics.standardError(each));
  }

  /**
   * How often something was so.
   *
   * @param hits times it was
   * @param trials times it could have been
   * @return the share; its error is the deviation of the share's posterior under a uniform prior,
   *     which is not 0 when all trials hit
   */
  public static Measured share(long hits, long trials) {
    double posterior = (hits + 1.0) / (trials + 2.0);
    return new Measured(
        (double) hits / trials, Math.sqrt(posterior * (1 - posterior) / (trials + 3.0)));
  }

  /**
   * A statistic of seed averages, with its error by leaving out one seed at a time (jackknife).
   *
   * @param bySeed one row a seed, at least two
   * @param statistic of the column means
   */
  public static Measured jackknife(
      List<List<Double>> bySeed, ToDoubleFunction<double[]> statistic) {
    int count = bySeed.size();
    double[] without = new double[count];
    for (int seed = 0; seed < count; seed++) {
      List<List<Double>> others = new ArrayList<>(bySeed);
      others.remove(seed);
      without[seed] = statistic.applyAsDouble(Statistics.columnMeans(others));
    }
    // the replicates spread (n − 1) times less than n independent means would
    return new Measured(
        statistic.applyAsDouble(Statistics.columnMeans(bySeed)),
        (count - 1) * Statistics.standardError(without));
  }
}
