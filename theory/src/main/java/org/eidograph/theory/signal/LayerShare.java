// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import org.eidograph.theory.moments.Domain;

/**
 * What one layer adds to the tangent kernel of a plain network of depth L at stationary variance,
 * and where the information lost on the way in balances that lost on the way back.
 *
 * <pre>
 * forward loss         F_l = γ_l = 1 − c^l
 * backward retention   B_l = Π_{j=l}^{L−1} f'(c^j)         about (l/L)³ for ReLU, (l/L)² smooth
 * share of layer l     c^l·B_l, relative to its diagonal term
 * balance              l* = argmin |ln F_l − ln B_l|
 * </pre>
 *
 * <p>On the ReLU edge {@code l* ≈ (9π²/2)^(1/5)·L^(3/5) = 2.1355·L^(3/5)}, on a smooth edge {@code
 * (β_q·L²)^(1/3)}; at finite depth the crossing lies lower. That alignment with labels peaks there
 * is the Equilibrium Hypothesis of Lou, Mingard, Hayou, Feature Learning and Signal Propagation
 * (2022, arXiv 2110.11749); the criterion as computed here is ours.
 *
 * @param forwardLoss F_1 … F_L at index 0 … L − 1
 * @param backwardRetention B_1 … B_L
 */
public record LayerShare(double[] forwardLoss, double[] backwardRetention) {
  /**
   * Shares of all layers.
   *
   * @param map correlation map of the stationary network
   * @param firstGamma 1 − c¹, of the first pre-activations
   * @param depth L
   */
  public static LayerShare of(CorrelationMap map, double firstGamma, int depth) {
    Domain.atLeast("depth", depth, 1);
    double[] forward = map.trajectory(firstGamma, depth - 1);
    double[] backward = new double[depth];
    backward[depth - 1] = 1;
    for (int l = depth - 2; l >= 0; l--) {
      backward[l] = backward[l + 1] * map.derivative(forward[l]);
    }
    return new LayerShare(forward, backward);
  }

  /** c^l·B_l of layer {@code layer}, counted from 1. */
  public double share(int layer) {
    return (1 - forwardLoss[layer - 1]) * backwardRetention[layer - 1];
  }

  /** l*, counted from 1. */
  public int balance() {
    int best = 0;
    double smallest = Double.POSITIVE_INFINITY;
    for (int l = 0; l < forwardLoss.length; l++) {
      double distance = Math.abs(Math.log(forwardLoss[l]) - Math.log(backwardRetention[l]));
      if (distance < smallest) {
        smallest = distance;
        best = l;
      }
    }
    return best + 1;
  }
}
