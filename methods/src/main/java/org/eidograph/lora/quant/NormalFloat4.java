// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.quant;

/**
 * The sixteen values of four-bit NormalFloat in [−1, 1]: quantiles of the standard normal
 * distribution, scaled, with an exact zero (QLoRA, arXiv 2305.14314, appendix E).
 */
public final class NormalFloat4 {
  private static final float[] VALUES = {
    -1.0f,
    -0.6961928009986877f,
    -0.5250730514526367f,
    -0.39491748809814453f,
    -0.28444138169288635f,
    -0.18477343022823334f,
    -0.09105003625154495f,
    0.0f,
    0.07958029955625534f,
    0.16093020141124725f,
    0.24611230194568634f,
    0.33791524171829224f,
    0.44070982933044434f,
    0.5626170039176941f,
    0.7229568362236023f,
    1.0f
  };

  private static final float[] MIDDLES = NearestValue.middles(VALUES);

  private NormalFloat4() {}

  /** The values, ascending; the index is the code. */
  public static float[] values() {
    return VALUES.clone();
  }

  /** The code of the nearest value, 0 to 15; half-way it is the lower one. */
  public static int code(float scaled) {
    return NearestValue.index(MIDDLES, scaled);
  }
}
