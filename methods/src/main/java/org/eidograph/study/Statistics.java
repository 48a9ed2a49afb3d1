// Licensed under the Apache License, Version 2.0.
package org.eidograph.study;

import java.util.Arrays;
import java.util.List;

/** Means and slopes of a handful of numbers. */
public final class Statistics {
  private Statistics() {}

  /** Mean of every column. */
  public static double[] columnMeans(List<List<Double>> rows) {
    double[] means = new double[rows.get(0).size()];
    for (List<Double> row : rows) {
      for (int i = 0; i < means.length; i++) {
        means[i] += row.get(i) / rows.size();
      }
    }
    return means;
  }

  /** Index of the smallest value, the first of equals. */
  public static int smallest(double[] values) {
    int smallest = 0;
    for (int i = 1; i < values.length; i++) {
      smallest = values[i] < values[smallest] ? i : smallest;
    }
    return smallest;
  }

  /** Least-squares slope of y over x. */
  public static double slope(double[] x, double[] y) {
    double meanX = mean(x);
    double meanY = mean(y);
    double products = 0;
    double squares = 0;
    for (int i = 0; i < x.length; i++) {
      products += (x[i] - meanX) * (y[i] - meanY);
      squares += (x[i] - meanX) * (x[i] - meanX);
    }
    return products / squares;
  }

  /** Standard error of the mean; NaN for fewer than two values. */
  public static double standardError(double[] values) {
    double mean = mean(values);
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return Math.sqrt(squares / (values.length - 1) / values.length);
  }

  /** Arithmetic mean of at least one value. */
  public static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }
}
