// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import java.util.Arrays;

/**
 * γ of a tile of pairs of points: a matrix product, two rows at a time, then the close pairs again
 * from their differences.
 */
final class PointTile implements ProductTile {
  private final GramInput.Points input;
  private final double[] inverseNorms;

  /** Columns of the tile as unit vectors, coordinate by coordinate. */
  private final double[] transposed;

  private final double[] even;
  private final double[] odd;
  private int row;
  private int rows;
  private int column;
  private int columns;

  PointTile(GramInput.Points input, double[] variances, int tile) {
    this.input = input;
    this.inverseNorms = new double[variances.length];
    for (int i = 0; i < variances.length; i++) {
      double square = variances[i] * input.dimension();
      inverseNorms[i] = square == 0 ? 0 : 1 / Math.sqrt(square);
    }
    this.transposed = new double[input.dimension() * tile];
    this.even = new double[tile];
    this.odd = new double[tile];
  }

  @Override
  public void load(int row, int rows, int column, int columns) {
    this.row = row;
    this.rows = rows;
    this.column = column;
    this.columns = columns;
    int d = input.dimension();
    double[] points = input.rows();
    for (int j = 0; j < columns; j++) {
      double scale = inverseNorms[column + j];
      for (int k = 0; k < d; k++) {
        transposed[k * columns + j] = scale * points[(column + j) * d + k];
      }
    }
  }

  @Override
  public double[] gammas(int i) {
    if (i % 2 == 0) {
      cosines(row + i, Math.min(row + i + 1, row + rows - 1));
    }
    double[] gamma = i % 2 == 0 ? even : odd;
    double closest = 1;
    for (int j = 0; j < columns; j++) {
      double each = 1 - gamma[j];
      gamma[j] = each;
      closest = Math.min(closest, Math.min(each, 2 - each));
    }
    if (closest < InnerProduct.CLOSE) {
      refine(row + i, gamma);
    }
    return gamma;
  }

  /** Cosines of two inputs against all columns into {@link #even} and {@link #odd}. */
  private void cosines(int first, int second) {
    int d = input.dimension();
    Arrays.fill(even, 0, columns, 0);
    Arrays.fill(odd, 0, columns, 0);
    int k = 0;
    for (; k + 4 <= d; k += 4) {
      four(first * d + k, second * d + k, k * columns);
    }
    for (; k < d; k++) {
      one(input.rows()[first * d + k], input.rows()[second * d + k], k * columns);
    }
    scale(even, inverseNorms[first]);
    scale(odd, inverseNorms[second]);
  }

  /** Four coordinates of both rows: eight multiply-adds for four loads. */
  private void four(int first, int second, int at) {
    double[] x = input.rows();
    double x0 = x[first];
    double x1 = x[first + 1];
    double x2 = x[first + 2];
    double x3 = x[first + 3];
    double z0 = x[second];
    double z1 = x[second + 1];
    double z2 = x[second + 2];
    double z3 = x[second + 3];
    double[] y = transposed;
    double[] sum = even;
    double[] other = odd;
    int n = columns;
    for (int j = 0; j < n; j++) {
      double y0 = y[at + j];
      double y1 = y[at + n + j];
      double y2 = y[at + 2 * n + j];
      double y3 = y[at + 3 * n + j];
      sum[j] = Math.fma(x3, y3, Math.fma(x2, y2, Math.fma(x1, y1, Math.fma(x0, y0, sum[j]))));
      other[j] = Math.fma(z3, y3, Math.fma(z2, y2, Math.fma(z1, y1, Math.fma(z0, y0, other[j]))));
    }
  }

  private void one(double x, double z, int at) {
    for (int j = 0; j < columns; j++) {
      even[j] = Math.fma(x, transposed[at + j], even[j]);
      odd[j] = Math.fma(z, transposed[at + j], odd[j]);
    }
  }

  private void scale(double[] values, double factor) {
    for (int j = 0; j < columns; j++) {
      values[j] *= factor;
    }
  }

  /** γ of close and of opposite pairs from their difference and sum. */
  private void refine(int first, double[] gamma) {
    int d = input.dimension();
    for (int j = 0; j < columns; j++) {
      double cosine = 1 - gamma[j];
      if (1 - Math.abs(cosine) < InnerProduct.CLOSE) {
        InnerProduct.Norms norms =
            new InnerProduct.Norms(1 / inverseNorms[first], 1 / inverseNorms[column + j]);
        gamma[j] =
            InnerProduct.gamma(
                input.rows(), first * d, input.rows(), (column + j) * d, d, norms, cosine);
      }
    }
  }
}
