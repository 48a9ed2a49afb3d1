// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import org.eidograph.theory.moments.Domain;

/**
 * How a plain network's weights and biases are drawn: {@code W_ij ~ N(0, σ_w²/fan_in)}, {@code b_i
 * ~ N(0, σ_b²)}.
 *
 * <p>Both are standard deviations; the variance of one weight is {@code sigmaW²/fan_in}. Libraries
 * that average fan-in and fan-out do not follow this theory.
 *
 * @param sigmaW σ_w, zero or positive
 * @param sigmaB σ_b, zero or positive
 */
public record Initialization(double sigmaW, double sigmaB) {
  public Initialization {
    Domain.nonNegative("sigmaW", sigmaW);
    Domain.nonNegative("sigmaB", sigmaB);
  }

  /** σ_w². */
  public double weightVariance() {
    return sigmaW * sigmaW;
  }

  /** σ_b². */
  public double biasVariance() {
    return sigmaB * sigmaB;
  }
}
