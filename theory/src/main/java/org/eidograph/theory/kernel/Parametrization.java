// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import org.eidograph.theory.moments.Domain;

/** Where the scale of a dense layer's weights sits, which only tangent kernels can tell. */
public sealed interface Parametrization {
  /**
   * Weights are N(0, 1), multiplied by {@code σ_w/√fan_in} in the forward pass: gradients have the
   * size of the output, and the kernel has a limit at infinite width.
   */
  record Tangent() implements Parametrization {}

  /**
   * Weights are stored at their own scale {@code N(0, σ_w²/fan_in)}, as in PyTorch layers; the
   * kernel grows with the width.
   *
   * @param fanIn n
   */
  record Standard(int fanIn) implements Parametrization {
    public Standard {
      Domain.atLeast("fan_in", fanIn, 1);
    }
  }

  /** The tangent-kernel parametrisation. */
  static Parametrization tangent() {
    return new Tangent();
  }

  /** The standard parametrisation at a fan-in. */
  static Parametrization standard(int fanIn) {
    return new Standard(fanIn);
  }
}
