// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/** A square matrix, row after row, and the few operations that simulations need. */
final class RandomMatrix {
  /** Iterations of the power method; the gap of random matrices is of relative size n^(−2/3). */
  private static final int ITERATIONS = 400;

  final int n;
  final double[] entries;

  RandomMatrix(int n) {
    this.n = n;
    this.entries = new double[n * n];
  }

  static RandomMatrix gaussian(int n, double deviation, SplittableRandom random) {
    RandomMatrix matrix = new RandomMatrix(n);
    for (int i = 0; i < matrix.entries.length; i++) {
      matrix.entries[i] = deviation * random.nextGaussian();
    }
    return matrix;
  }

  /** Uniformly distributed over the orthogonal group: Gaussian rows, made orthonormal in order. */
  static RandomMatrix orthogonal(int n, SplittableRandom random) {
    RandomMatrix matrix = gaussian(n, 1, random);
    double[] rows = matrix.entries;
    for (int i = 0; i < n; i++) {
      for (int pass = 0; pass < 2; pass++) { // the second pass removes what rounding left
        for (int j = 0; j < i; j++) {
          axpy(-dot(rows, i * n, j * n, n), rows, j * n, rows, i * n, n);
        }
      }
      double scale = 1 / Math.sqrt(dot(rows, i * n, i * n, n));
      for (int k = 0; k < n; k++) {
        rows[i * n + k] *= scale;
      }
    }
    return matrix;
  }

  private static double dot(double[] values, int first, int second, int n) {
    double sum = 0;
    for (int k = 0; k < n; k++) {
      sum += values[first + k] * values[second + k];
    }
    return sum;
  }

  /** Multiplies every column by a drawn number, in place. */
  RandomMatrix scaleColumns(ToDoubleFunction<SplittableRandom> factor, SplittableRandom random) {
    double[] factors = new double[n];
    for (int j = 0; j < n; j++) {
      factors[j] = factor.applyAsDouble(random);
    }
    for (int i = 0; i < entries.length; i++) {
      entries[i] *= factors[i % n];
    }
    return this;
  }

  /** this · other; the inner loop runs along rows, which the compiler vectorises. */
  RandomMatrix times(RandomMatrix other) {
    RandomMatrix product = new RandomMatrix(n);
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < n; k++) {
        axpy(entries[i * n + k], other.entries, k * n, product.entries, i * n, n);
      }
    }
    return product;
  }

  private static void axpy(double a, double[] x, int atX, double[] y, int atY, int n) {
    for (int j = 0; j < n; j++) {
      y[atY + j] += a * x[atX + j];
    }
  }

  /** this · v; two sums at a time, so that one addition need not wait for the other. */
  double[] apply(double[] v) {
    double[] result = new double[n];
    for (int i = 0; i < n; i++) {
      int row = i * n;
      double even = 0;
      double odd = 0;
      for (int j = 1; j < n; j += 2) {
        even += entries[row + j - 1] * v[j - 1];
        odd += entries[row + j] * v[j];
      }
      result[i] = even + odd + (n % 2 == 0 ? 0 : entries[row + n - 1] * v[n - 1]);
    }
    return result;
  }

  /** thisᵀ · v. */
  double[] applyTransposed(double[] v) {
    double[] result = new double[n];
    for (int i = 0; i < n; i++) {
      axpy(v[i], entries, i * n, result, 0, n);
    }
    return result;
  }

  /** The largest singular value by the power method on thisᵀ·this. */
  double norm(SplittableRandom random) {
    double[] v = new double[n];
    for (int i = 0; i < n; i++) {
      v[i] = random.nextGaussian();
    }
    double size = 0;
    for (int k = 0; k < ITERATIONS; k++) {
      normalize(v);
      double[] u = apply(v);
      size = Math.sqrt(square(u));
      v = applyTransposed(u);
    }
    return size;
  }

  private static void normalize(double[] v) {
    double scale = 1 / Math.sqrt(square(v));
    for (int i = 0; i < v.length; i++) {
      v[i] *= scale;
    }
  }

  private static double square(double[] v) {
    double sum = 0;
    for (double each : v) {
      sum += each * each;
    }
    return sum;
  }

  /** tr(M Mᵀ)/n. */
  double firstMoment() {
    return square(entries) / n;
  }

  /** tr((M Mᵀ)²)/n, the squared Frobenius norm of MᵀM over n. */
  double secondMoment() {
    RandomMatrix gram = new RandomMatrix(n);
    for (int k = 0; k < n; k++) {
      for (int i = 0; i < n; i++) {
        axpy(entries[k * n + i], entries, k * n, gram.entries, i * n, n);
      }
    }
    return square(gram.entries) / n;
  }
}
