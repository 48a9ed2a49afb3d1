// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.quant;

import java.util.Arrays;

/**
 * The 256 values of the signed eight-bit "dynamic" type in [−1, 1]: seven decades, each half as
 * finely divided as the next larger one, so that small numbers keep their size and large ones their
 * digits (Dettmers 2015, arXiv 1511.04561, section 2).
 */
public final class DynamicFloat8 {
  private static final int DECADES = 7;
  private static final float[] VALUES = make();
  private static final float[] MIDDLES = NearestValue.middles(VALUES);

  private DynamicFloat8() {}

  private static float[] make() {
    float[] values = new float[256]; // one of them stays zero
    int next = 0;
    for (int decade = 0; decade < DECADES; decade++) {
      int parts = 1 << decade;
      float unit = (float) Math.pow(10, decade - (DECADES - 1));
      for (int i = 0; i < parts; i++) {
        float middle = (boundary(i, parts) + boundary(i + 1, parts)) / 2;
        values[next++] = unit * middle;
        values[next++] = -unit * middle;
      }
    }
    values[next] = 1;
    Arrays.sort(values);
    return values;
  }

  /** The i-th of equal steps from 0.1 to 1, counted from the nearer end. */
  private static float boundary(int i, int parts) {
    float step = (1f - 0.1f) / parts;
    return i < (parts + 1) / 2 ? 0.1f + step * i : 1f - step * (parts - i);
  }

  /** The values, ascending; the index is the code. */
  public static float[] values() {
    return VALUES.clone();
  }

  /** The code of the nearest value, 0 to 255. */
  public static int code(float scaled) {
    return NearestValue.index(MIDDLES, scaled);
  }
}
