// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.linear;

/**
 * How a deep linear network starts. {@code W_0} has variance 1/d and every hidden matrix 1/n; the
 * two differ in the readout V.
 */
public enum LinearStart {
  /** muP: V of standard deviation 1/n, so that outputs start at 0 in the limit. */
  MAXIMAL_UPDATE,
  /**
   * V of standard deviation n^-½: the standard parametrization, and the neural tangent one when its
   * rate is divided by n.
   */
  STANDARD;

  double readoutStd(int width) {
    return this == MAXIMAL_UPDATE ? 1.0 / width : 1 / Math.sqrt(width);
  }
}
