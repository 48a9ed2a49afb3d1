// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

/** γ = 1 − cosine for a tile of pairs. */
interface ProductTile {
  /** Moves to the tile of these rows and columns. */
  void load(int row, int rows, int column, int columns);

  /** γ of row i of the tile against its columns; valid until the next call. */
  double[] gammas(int i);

  static ProductTile of(GramInput input, double[] variances, int tile) {
    if (input instanceof GramInput.Points points) {
      return new PointTile(points, variances, tile);
    }
    return new GivenProducts((GramInput.Products) input, variances, tile);
  }

  /** Inner products that the caller computed. */
  final class GivenProducts implements ProductTile {
    private final GramInput.Products input;
    private final double[] variances;
    private final double[] gamma;
    private int row;
    private int column;
    private int columns;

    GivenProducts(GramInput.Products input, double[] variances, int tile) {
      this.input = input;
      this.variances = variances;
      this.gamma = new double[tile];
    }

    @Override
    public void load(int row, int rows, int column, int columns) {
      this.row = row;
      this.column = column;
      this.columns = columns;
    }

    @Override
    public double[] gammas(int i) {
      double q1 = variances[row + i];
      for (int j = 0; j < columns; j++) {
        gamma[j] = gamma(q1, variances[column + j], input.product(row + i, column + j), j);
      }
      return gamma;
    }

    private double gamma(double q1, double q2, double product, int j) {
      double root = Math.sqrt(q1 * q2);
      if (!(Math.abs(product) <= root * (1 + 1e-9))) {
        throw new IllegalArgumentException(
            "inner products must obey Cauchy-Schwarz, but that of an input with input %d is %s at variances %s and %s"
                .formatted(column + j, product, q1, q2));
      }
      return root == 0 ? 1 : Math.min(2, Math.max(0, 1 - product / root));
    }
  }
}
