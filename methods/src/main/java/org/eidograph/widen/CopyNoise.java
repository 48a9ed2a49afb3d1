// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen;

import org.eidograph.base.UsageException;

/**
 * How copies of a unit are made to differ.
 *
 * @param mode kind of noise
 * @param size its strength σ, at least 0 (for {@link Mode#SPECTRAL} below 1); see the mode
 * @param seed of all draws; each tensor has a stream of its own
 */
public record CopyNoise(Mode mode, double size, long seed) {
  /** Kinds of noise; gains of norms and biases never get any. */
  public enum Mode {
    /**
     * {@code +N} on one copy of an input and {@code −N} on its twin, N of standard deviation σ
     * times the root mean square of the widened matrix: copies see the same input, so the function
     * is kept, and their gradients differ. The last of an odd number of copies gets none.
     */
    PAIRED,
    /** The paper's: σ times a muP start of the target width; it changes the function. */
    GAUSSIAN,
    /** Noise whose spectral norm is about σ times that of the matrix; it changes the function. */
    SPECTRAL,
    /** None: the copies stay equal, whatever is trained. */
    NONE
  }

  public CopyNoise {
    if (!(size >= 0) || Double.isInfinite(size) || (mode == Mode.SPECTRAL && size >= 1)) {
      throw new UsageException(
          "the size of noise must be a number of at least 0, and below 1 for spectral noise, got %s"
              .formatted(size));
    }
  }

  /** Whether the widened model still computes what its source does. */
  public boolean keepsFunction() {
    return silent() || mode == Mode.PAIRED;
  }

  /** Whether nothing is drawn. */
  public boolean silent() {
    return mode == Mode.NONE || size == 0;
  }

  /** The same without any noise. */
  public CopyNoise silenced() {
    return new CopyNoise(Mode.NONE, 0, seed);
  }
}
