// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

/**
 * Kernels of two inputs at all pairs of positions, row after row of α.
 *
 * @param grid the positions
 * @param nngp Σ(x, x') at α·size + α'
 * @param ntk K(x, x') at α·size + α'
 * @param first Σ(x, x) at α·size + α'
 * @param second Σ(x', x') at α·size + α'
 */
public record PixelPair(
    PixelGrid grid, double[] nngp, double[] ntk, double[] first, double[] second) {
  /**
   * Two inputs of channels × positions.
   *
   * @param x values of the first at position·channels + channel
   * @param y values of the second
   */
  public static PixelPair of(PixelGrid grid, double[] x, double[] y, int channels) {
    int expected = grid.size() * channels;
    if (x.length != expected || y.length != expected) {
      throw new IllegalArgumentException(
          "inputs must hold positions*channels = %d*%d numbers, got %d and %d"
              .formatted(grid.size(), channels, x.length, y.length));
    }
    return new PixelPair(
        grid,
        products(grid.size(), x, y, channels),
        new double[grid.size() * grid.size()],
        products(grid.size(), x, x, channels),
        products(grid.size(), y, y, channels));
  }

  private static double[] products(int size, double[] x, double[] y, int channels) {
    double[] product = new double[size * size];
    for (int a = 0; a < size; a++) {
      for (int b = 0; b < size; b++) {
        product[a * size + b] =
            InnerProduct.dot(x, a * channels, y, b * channels, channels) / channels;
      }
    }
    return product;
  }

  /** Σ(x, x')_αα'. */
  public double nngp(int first, int second) {
    return nngp[first * grid.size() + second];
  }

  /** K(x, x')_αα'. */
  public double ntk(int first, int second) {
    return ntk[first * grid.size() + second];
  }
}
