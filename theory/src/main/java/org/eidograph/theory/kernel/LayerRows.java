// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import java.util.Arrays;
import java.util.List;

/** Rows of a Gram matrix by sending every entry through the layers. */
final class LayerRows implements RowKernel {
  private final PairKernels pairs;
  private final Propagation propagation;

  /**
   * Rows of a network.
   *
   * @param tables steps of the activations in the order of the layers; empty if all are closed
   */
  LayerRows(PairKernels pairs, List<NormAngleActivation> tables) {
    this.pairs = pairs;
    this.propagation = tables.isEmpty() ? new Propagation(pairs::family) : new Propagation(tables);
  }

  @Override
  public void fill(Row row, double[] nngp, double[] ntk, int at) {
    double[] q1 = new double[row.count()];
    Arrays.fill(q1, row.q1());
    Lanes lanes =
        new Lanes(
            q1,
            Arrays.copyOf(row.q2(), row.count()),
            Arrays.copyOf(row.gamma(), row.count()),
            new Lanes.Kind(false, pairs.subtractsMeans(), row.first()));
    propagation.run(pairs.network().layers(), lanes);
    if (nngp.length > 0) {
      for (int j = 0; j < row.count(); j++) {
        nngp[at + j] = lanes.covariance(j);
      }
    }
    if (ntk.length > 0) {
      System.arraycopy(lanes.ntk, 0, ntk, at, row.count());
    }
  }
}
