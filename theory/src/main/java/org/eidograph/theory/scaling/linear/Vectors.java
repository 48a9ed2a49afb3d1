// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.linear;

/** Products of vectors and of row-major matrices. */
final class Vectors {
  private Vectors() {}

  static double dot(double[] left, double[] right) {
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += left[i] * right[i];
    }
    return sum;
  }

  /** {@code target += factor·term}. */
  static void addScaled(double[] target, double factor, double[] term) {
    for (int i = 0; i < target.length; i++) {
      target[i] += factor * term[i];
    }
  }

  /** {@code A·v} of a matrix of {@code A.length / v.length} rows. */
  static double[] times(double[] matrix, double[] vector) {
    int columns = vector.length;
    double[] result = new double[matrix.length / columns];
    for (int row = 0; row < result.length; row++) {
      double sum = 0;
      for (int column = 0; column < columns; column++) {
        sum += matrix[row * columns + column] * vector[column];
      }
      result[row] = sum;
    }
    return result;
  }

  /** {@code Aᵀ·v} of a matrix of {@code v.length} rows. */
  static double[] transposedTimes(double[] matrix, double[] vector) {
    int columns = matrix.length / vector.length;
    double[] result = new double[columns];
    for (int row = 0; row < vector.length; row++) {
      for (int column = 0; column < columns; column++) {
        result[column] += matrix[row * columns + column] * vector[row];
      }
    }
    return result;
  }

  /** {@code A + factor·left·rightᵀ}, a new matrix. */
  static double[] plusOuter(double[] matrix, double factor, double[] left, double[] right) {
    double[] result = matrix.clone();
    for (int row = 0; row < left.length; row++) {
      double scale = factor * left[row];
      for (int column = 0; column < right.length; column++) {
        result[row * right.length + column] += scale * right[column];
      }
    }
    return result;
  }
}
