// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.alignment;

import org.eidograph.signal.finite.LabelledImages;
import org.eidograph.theory.signal.EdgePoint;
import org.eidograph.theory.signal.Initialization;
import org.eidograph.theory.signal.LayerShare;

/**
 * Where the theory of signal propagation expects the peak of the alignment: the layer at which what
 * the forward pass has lost balances what the backward pass keeps ({@link LayerShare}), for a pair
 * of inputs of different classes.
 *
 * @param cosine mean cosine between inputs of different classes
 * @param layer l*, counted from 1
 * @param forwardLoss F_l = 1 − c^l of each layer
 * @param backwardRetention B_l of each layer
 */
public record Equilibrium(
    double cosine, int layer, double[] forwardLoss, double[] backwardRetention) {
  /**
   * The balance in a network on the edge of chaos.
   *
   * @param edge the initialisation
   * @param batch inputs of equal norm
   * @param depth L
   */
  public static Equilibrium of(EdgePoint edge, LabelledImages batch, int depth) {
    double cosine = meanCosine(batch);
    LayerShare share = LayerShare.of(edge.correlationMap(), firstGamma(edge, cosine), depth);
    return new Equilibrium(cosine, share.balance(), share.forwardLoss(), share.backwardRetention());
  }

  /** γ of the first pre-activations: the bias is common to both inputs. */
  private static double firstGamma(EdgePoint edge, double cosine) {
    Initialization init = edge.init();
    return init.weightVariance() * (1 - cosine) / (init.weightVariance() + init.biasVariance());
  }

  private static double meanCosine(LabelledImages batch) {
    double sum = 0;
    int pairs = 0;
    for (int i = 0; i < batch.count(); i++) {
      for (int j = 0; j < i; j++) {
        if (batch.labels()[i] != batch.labels()[j]) {
          sum += product(batch, i, j) / Math.sqrt(product(batch, i, i) * product(batch, j, j));
          pairs++;
        }
      }
    }
    return pairs == 0 ? 0 : sum / pairs;
  }

  private static double product(LabelledImages batch, int i, int j) {
    double sum = 0;
    for (int k = 0; k < batch.dimension(); k++) {
      sum += batch.rows()[i * batch.dimension() + k] * batch.rows()[j * batch.dimension() + k];
    }
    return sum;
  }
}
