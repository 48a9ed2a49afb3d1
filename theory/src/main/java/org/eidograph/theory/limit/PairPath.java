// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.limit;

import java.util.SplittableRandom;

/** Two inputs on their way through one random ReLU network. */
final class PairPath {
  private final int n;
  private final double[] a;
  private final double[] b;
  private final SplittableRandom random;

  PairPath(FiniteNetworkSimulation.Settings settings, SplittableRandom random) {
    this.n = settings.width();
    this.a = new double[n];
    this.b = new double[n];
    this.random = random;
    double c = 1 - settings.initialGamma();
    double rest = Math.sqrt(settings.initialGamma() * (2 - settings.initialGamma()));
    for (int i = 0; i < n; i++) {
      a[i] = random.nextGaussian();
      b[i] = c * a[i] + rest * random.nextGaussian();
    }
  }

  /** {@code Y ← Y + scale·W φ(Y)}, or without the skip {@code Y ← scale·W φ(Y)}. */
  void layer(double scale, boolean skip) {
    double aa = 0;
    double ab = 0;
    double bb = 0;
    for (int i = 0; i < n; i++) {
      double x = Math.max(a[i], 0);
      double y = Math.max(b[i], 0);
      aa += x * x;
      ab += x * y;
      bb += y * y;
    }
    // Cholesky factor of the Gram matrix of the two post-activations, over n.
    double first = Math.sqrt(aa / n);
    double mixed = first == 0 ? 0 : ab / n / first;
    double second = Math.sqrt(Math.max(0, bb / n - mixed * mixed));
    double keep = skip ? 1 : 0;
    for (int i = 0; i < n; i++) {
      double z = random.nextGaussian();
      a[i] = keep * a[i] + scale * first * z;
      b[i] = keep * b[i] + scale * (mixed * z + second * random.nextGaussian());
    }
  }

  /** ‖Y(a)‖²/n. */
  double variance() {
    return dot(a, a) / n;
  }

  /** ⟨Y(a), Y(b)⟩/n. */
  double covariance() {
    return dot(a, b) / n;
  }

  /** The first coordinate of Y(a). */
  double first() {
    return a[0];
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }
}
