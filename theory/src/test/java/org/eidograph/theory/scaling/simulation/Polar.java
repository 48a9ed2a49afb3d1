// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.simulation;

import java.util.Arrays;

/** Singular values and the orthogonal factor of small matrices, by one-sided Jacobi rotations. */
public final class Polar {
  private static final int SWEEPS = 40;

  /** Singular values below this share of the largest count as 0. */
  private static final double RANK = 1e-10;

  private Polar() {}

  /** {@code U·Vᵀ} over the singular values that are not 0, of a row-major matrix. */
  public static double[] sign(double[] matrix, int rows, int columns) {
    double[][] a = columnsOf(matrix, rows, columns); // a[j] = column j
    double[][] v = identity(columns);
    rotate(a, v);
    double largest = 0;
    for (double[] column : a) {
      largest = Math.max(largest, norm(column));
    }
    double[] result = new double[rows * columns];
    for (int k = 0; k < columns; k++) {
      double singular = norm(a[k]);
      if (singular > RANK * largest) {
        for (int i = 0; i < rows; i++) {
          for (int j = 0; j < columns; j++) {
            result[i * columns + j] += a[k][i] / singular * v[k][j];
          }
        }
      }
    }
    return result;
  }

  /** Largest singular value, by 60 power iterations (gap errors below a percent). */
  public static double spectralNorm(double[] matrix, int rows, int columns) {
    double[] right = new double[columns];
    Arrays.fill(right, 1);
    right[0] = 2; // not orthogonal to the leading vector of a matrix with zero row sums
    double norm = 0;
    for (int iteration = 0; iteration < 60; iteration++) {
      double[] left = new double[rows];
      double[] next = new double[columns];
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          left[i] += matrix[i * columns + j] * right[j];
        }
        for (int j = 0; j < columns; j++) {
          next[j] += matrix[i * columns + j] * left[i];
        }
      }
      norm = norm(left) / norm(right);
      double scale = norm(next);
      for (int j = 0; j < columns; j++) {
        right[j] = next[j] / scale;
      }
    }
    return norm;
  }

  private static void rotate(double[][] a, double[][] v) {
    boolean rotated = true;
    for (int sweep = 0; rotated && sweep < SWEEPS; sweep++) {
      rotated = false;
      for (int p = 0; p < a.length; p++) {
        for (int q = p + 1; q < a.length; q++) {
          rotated |= rotatePair(a, v, p, q);
        }
      }
    }
  }

  /** Makes two columns orthogonal; says whether they were not. */
  private static boolean rotatePair(double[][] a, double[][] v, int p, int q) {
    double pp = dot(a[p], a[p]);
    double qq = dot(a[q], a[q]);
    double pq = dot(a[p], a[q]);
    if (pq * pq <= 1e-30 * pp * qq) {
      return false;
    }
    double zeta = (qq - pp) / (2 * pq);
    double t = Math.copySign(1, zeta) / (Math.abs(zeta) + Math.hypot(1, zeta));
    double cosine = 1 / Math.hypot(1, t);
    mix(a[p], a[q], cosine, cosine * t);
    mix(v[p], v[q], cosine, cosine * t);
    return true;
  }

  private static void mix(double[] left, double[] right, double cosine, double sine) {
    for (int i = 0; i < left.length; i++) {
      double old = left[i];
      left[i] = cosine * old - sine * right[i];
      right[i] = sine * old + cosine * right[i];
    }
  }

  private static double[][] columnsOf(double[] matrix, int rows, int columns) {
    double[][] result = new double[columns][rows];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        result[j][i] = matrix[i * columns + j];
      }
    }
    return result;
  }

  private static double[][] identity(int size) {
    double[][] result = new double[size][size];
    for (int i = 0; i < size; i++) {
      result[i][i] = 1;
    }
    return result;
  }

  private static double norm(double[] values) {
    return Math.sqrt(dot(values, values));
  }

  private static double dot(double[] left, double[] right) {
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += left[i] * right[i];
    }
    return sum;
  }
}
