// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.lora;

/** Which factor of {@code B·A} starts random while the other starts at zero. */
public enum RandomFactor {
  /** Init[A]: A random with variance of order 1/n_in, B = 0. */
  A,
  /** Init[B]: B random with variance 1/r, A = 0. */
  B
}
