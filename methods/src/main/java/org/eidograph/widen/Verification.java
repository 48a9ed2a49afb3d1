// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen;

import org.eidograph.torch.DType;

/** In which type source and widened model are run and compared before anything is kept. */
public enum Verification {
  /** Not at all. */
  NONE(Double.POSITIVE_INFINITY),
  /** Single precision: sums of some hundred terms in another order, through the whole depth. */
  FP32(1e-4),
  /** Double precision. */
  FP64(1e-10);

  private final double tolerance;

  Verification(double tolerance) {
    this.tolerance = tolerance;
  }

  // not a field: types name classes of the native library, and help shows these constants
  DType type() {
    return this == FP64 ? DType.FLOAT64 : DType.FLOAT32;
  }

  /**
   * Largest difference allowed, relative to the root mean square.
   *
   * @param rounding relative rounding of the stored weights, 0 if they were scaled exactly: a logit
   *     is a sum of many roundings of both signs, 16 of which it may be off
   */
  double allowed(double rounding) {
    return tolerance + 16 * rounding;
  }
}
