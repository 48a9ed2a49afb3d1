// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.config;

public final class RopeTable {
  private final float[] inv;

  private RopeTable(float[] inv) {
    this.inv = inv;
  }

  public static RopeTable of(RopeConfig rope, int headSize) {
    float[] f = new float[headSize / 2];
    for (int i = 0; i < f.length; i++)
      f[i] = (float) (1 / Math.pow(rope.theta(), 2.0 * i / headSize));
    return new RopeTable(f);
  }

  public boolean dependsOnLength(int length) {
    return false;
  }

  public float[] inverseFrequencies(int length) {
    return inv.clone();
  }

  public double attentionFactor() {
    return 1;
  }
}
