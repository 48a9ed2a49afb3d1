// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import java.util.Arrays;

/** Rows of a Gram matrix that is one function of the angle, up to the norms if homogeneous. */
final class AngleRows implements RowKernel {
  private final AngleTable nngp;
  private final AngleTable ntk;
  private final boolean homogeneous;
  private double[] scale = {};
  private double[] places = {};

  AngleRows(AngleTable nngp, AngleTable ntk, boolean homogeneous) {
    this.nngp = nngp;
    this.ntk = ntk;
    this.homogeneous = homogeneous;
  }

  @Override
  public void fill(Row row, double[] nngpOut, double[] ntkOut, int at) {
    if (scale.length < row.count()) {
      scale = new double[row.count()];
      Arrays.fill(scale, 1);
      places = new double[row.count()];
    }
    if (homogeneous) {
      for (int j = 0; j < row.count(); j++) {
        scale[j] = Math.sqrt(row.q1() * row.q2()[j]);
      }
    }
    if (nngpOut.length > 0) {
      nngp.row(row.gamma(), scale, row.count(), places, nngpOut, at);
    }
    if (ntkOut.length > 0) {
      ntk.row(row.gamma(), scale, row.count(), places, ntkOut, at);
    }
  }
}
