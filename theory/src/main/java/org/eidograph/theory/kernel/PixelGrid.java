// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import org.eidograph.theory.moments.Domain;

/**
 * The positions of an image or sequence; a sequence has height 1.
 *
 * @param height rows, at least 1
 * @param width columns, at least 1
 */
public record PixelGrid(int height, int width) {
  public PixelGrid {
    Domain.atLeast("the height of a grid", height, 1);
    Domain.atLeast("the width of a grid", width, 1);
  }

  /** A sequence of that length. */
  public static PixelGrid sequence(int length) {
    return new PixelGrid(1, length);
  }

  /** How many positions. */
  public int size() {
    return height * width;
  }

  /** The position {@code down} and {@code right} of another, or −1 beyond the edge. */
  int shifted(int position, int down, int right, SpatialLayer.Padding padding) {
    int row = position / width + down;
    int column = position % width + right;
    if (padding == SpatialLayer.Padding.CIRCULAR) {
      return Math.floorMod(row, height) * width + Math.floorMod(column, width);
    }
    boolean inside = row >= 0 && row < height && column >= 0 && column < width;
    return inside ? row * width + column : -1;
  }
}
