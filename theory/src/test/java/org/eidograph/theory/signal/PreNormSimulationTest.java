// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Estimate;
import org.junit.jupiter.api.Test;

/** Finite pre-norm stacks drawn by the test itself, beside the formulas of infinite width. */
class PreNormSimulationTest {
  private static final int WIDTH = 256;
  private static final int BLOCKS = 24;
  private static final int TRIALS = 200;

  @Test
  void finiteStacksScatterAroundTheFormulas() {
    SplittableRandom random = new SplittableRandom(5);
    double[] variances = new double[TRIALS];
    double[] gammas = new double[TRIALS];
    for (int t = 0; t < TRIALS; t++) {
      double[] end = stack(random);
      variances[t] = end[0];
      gammas[t] = end[1];
    }
    PreNormStack theory = PreNormStack.of(Activation.relu(), Math.sqrt(2));
    Estimate variance = Estimate.ofSamples(variances);
    Estimate gamma = Estimate.ofSamples(gammas);

    // Four standard errors, and a bias of order 1/width on top.
    double exact = theory.gamma(0.5, 1, BLOCKS);
    assertThat(Math.abs(variance.value() - 25)).isLessThan(4 * variance.error() + 25.0 / WIDTH);
    assertThat(Math.abs(gamma.value() - exact)).isLessThan(4 * gamma.error() + 5 * exact / WIDTH);
  }

  /** ‖x‖²/n and 1 − cosine after all blocks; W φ(·) of both inputs drawn from its Gram matrix. */
  private static double[] stack(SplittableRandom random) {
    double[] a = new double[WIDTH];
    double[] b = new double[WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      a[i] = random.nextGaussian();
      b[i] = 0.5 * a[i] + Math.sqrt(0.75) * random.nextGaussian();
    }
    for (int l = 0; l < BLOCKS; l++) {
      double[] gram = positiveGram(a, b, Math.sqrt(dot(a, a)), Math.sqrt(dot(b, b)));
      double first = Math.sqrt(2 * gram[0]);
      double mixed = 2 * gram[1] / first;
      double second = Math.sqrt(2 * gram[2] - mixed * mixed);
      for (int i = 0; i < WIDTH; i++) {
        double z = random.nextGaussian();
        a[i] += first * z;
        b[i] += mixed * z + second * random.nextGaussian();
      }
    }
    double cosine = dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    return new double[] {dot(a, a) / WIDTH, 1 - cosine};
  }

  /** Inner products of the normalised positive parts: squared norm over n of φ(x/rms). */
  private static double[] positiveGram(double[] a, double[] b, double normA, double normB) {
    double[] gram = new double[3];
    for (int i = 0; i < WIDTH; i++) {
      double x = Math.max(a[i], 0) / normA;
      double y = Math.max(b[i], 0) / normB;
      gram[0] += x * x;
      gram[1] += x * y;
      gram[2] += y * y;
    }
    return gram;
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }
}
