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
    private final double[] products;
    private final double[] gamma;
    private int row;
    private int column;
    private int columns;

    GivenProducts(GramInput.Products input, double[] variances, int tile) {
      this.input = input;
      this.variances = variances;
      this.products = new double[tile];
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
      input.row(row + i, column, columns, products);
      ProductGammas.fill(variances[row + i], variances, column, products, 0, columns, gamma);
      return gamma;
    }
  }
}
