// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.quant;

/** Rounds to the nearest of a few ascending values, in float32 as the reference does. */
final class NearestValue {
  private NearestValue() {}

  /** Half-way points between neighbours. */
  static float[] middles(float[] ascending) {
    float[] middles = new float[ascending.length - 1];
    for (int i = 0; i < middles.length; i++) {
      middles[i] = (ascending[i] + ascending[i + 1]) / 2;
    }
    return middles;
  }

  /** How many half-way points lie below a number. */
  static int index(float[] middles, float number) {
    int low = 0;
    int high = middles.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (middles[middle] < number) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
