// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.simulation;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Losses of a batch with their gradients, and seeded inputs. */
public final class Losses {
  private Losses() {}

  /** Gradient of the mean cross-entropy with respect to the outputs. */
  public static double[][] crossEntropyGradient(double[][] outputs, int[] labels) {
    double[][] gradient = new double[outputs.length][];
    for (int sample = 0; sample < outputs.length; sample++) {
      double largest = Arrays.stream(outputs[sample]).max().orElseThrow();
      double[] p = Arrays.stream(outputs[sample]).map(o -> Math.exp(o - largest)).toArray();
      double total = Arrays.stream(p).sum();
      for (int i = 0; i < p.length; i++) {
        p[i] = (p[i] / total - (i == labels[sample] ? 1 : 0)) / outputs.length;
      }
      gradient[sample] = p;
    }
    return gradient;
  }

  public static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  public static double[][] gaussianBatch(int samples, int length, RandomGenerator random) {
    double[][] batch = new double[samples][length];
    for (double[] row : batch) {
      Arrays.setAll(row, i -> random.nextGaussian());
    }
    return batch;
  }

  public static int[] labels(int samples, int classes, RandomGenerator random) {
    return random.ints(samples, 0, classes).toArray();
  }

  /** Root mean square of the difference of two activations. */
  public static double rmsDifference(double[][] left, double[][] right) {
    double sum = 0;
    int count = 0;
    for (int sample = 0; sample < left.length; sample++) {
      for (int i = 0; i < left[sample].length; i++) {
        double difference = left[sample][i] - right[sample][i];
        sum += difference * difference;
        count++;
      }
    }
    return Math.sqrt(sum / count);
  }

  /** Largest absolute difference of two activations. */
  public static double largestDifference(double[][] left, double[][] right) {
    double largest = 0;
    for (int sample = 0; sample < left.length; sample++) {
      for (int i = 0; i < left[sample].length; i++) {
        largest = Math.max(largest, Math.abs(left[sample][i] - right[sample][i]));
      }
    }
    return largest;
  }
}
